import { type IncomingMessage, type RequestListener, Server } from 'node:http'
import type { Duplex } from 'node:stream'

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
  // React picks its build by this when it is first loaded, which the import does; `next start` would have set it.
  Object.assign(process.env, { NODE_ENV: process.env.NODE_ENV ?? (isDev ? 'development' : 'production') })
  const { default: next } = await import('next')
  // Next adds its upgrade listener to the server it is given. Given the real one it would look at Socket.IO's upgrades too,
  // and end those whose path matches a page; so it gets one that never listens, and only what is its own is passed on.
  const doorman = new Server()
  const app = next({ dev: isDev, dir, hostname, port, httpServer: doorman })
  await app.prepare()
  const handle = app.getRequestHandler()
  return {
    handle: (request, response) => void handle(request, response),
    upgrade: (request, socket, head) => {
      // A built site has no sockets of its own, and Next would leave a stranger's upgrade hanging.
      if (!isDev || !doorman.emit('upgrade', request, socket, head)) socket.destroy()
    },
    stop: () => app.close(),
  }
}
