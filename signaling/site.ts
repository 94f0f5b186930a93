import { Server, type RequestListener } from 'node:http'
import type { Duplex } from 'node:stream'
import type { IncomingMessage } from 'node:http'
import next from 'next'

/** What answers HTTP beside Socket.IO: Next in the product, something small in tests. */
export interface Site {
  readonly handle: RequestListener
  /** Upgrades that are not Socket.IO's: in development, Next's own hot reload. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  stop(): Promise<void>
}

/** The pages and API routes of app/, from the production build, or compiled on demand in development. */
export async function createNextSite({
  dir,
  isDev,
  hostname,
  port,
}: {
  dir: string
  isDev: boolean
  hostname: string
  port: number
}): Promise<Site> {
  // Next adds its upgrade listener to the server it is given. Given the real one it would look at Socket.IO's upgrades too,
  // and end those whose path matches a page; so it gets one that never listens, and only what is its own is passed on.
  const doorman = new Server()
  const app = next({ dev: isDev, dir, hostname, port, httpServer: doorman })
  await app.prepare()
  const handle = app.getRequestHandler()
  return {
    handle: (request, response) => void handle(request, response),
    upgrade: (request, socket, head) => {
      if (!doorman.emit('upgrade', request, socket, head)) socket.destroy()
    },
    stop: () => app.close(),
  }
}
