import type { Site } from '../site'

/** Answers every request with the same words. */
export const createPlainSite = async (): Promise<Site> => ({
  handle: (_, response) => void response.end('a page'),
  upgrade: (_, socket) => void socket.destroy(),
  stop: async () => undefined,
})
