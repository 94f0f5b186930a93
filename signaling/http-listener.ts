import { readFileSync } from 'node:fs'
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { LOCAL_HEADER } from '../lib/server/setup-token'

/** An HTTP server, or HTTPS when a certificate is configured. It doesn't listen yet. */
export function createWebServer(
  tls: { readonly certFile: string; readonly keyFile: string } | null,
  site: RequestListener,
): Server {
  const listener: RequestListener = (request, response) => {
    const isProxied = PROXY_HEADERS.some((name) => request.headers[name] !== undefined)
    const isLocal = !isProxied && LOOPBACK.test(request.socket.remoteAddress ?? '')
    request.headers[LOCAL_HEADER] = isLocal ? '1' : '0'
    // The site counts sign-ins by address (lib/server/auth.ts): only what the socket says is true.
    request.headers['x-forwarded-for'] = request.socket.remoteAddress ?? ''
    site(request, response)
  }
  return tls
    ? createHttpsServer({ cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile) }, listener)
    : createHttpServer(listener)
}

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/
const PROXY_HEADERS = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip']

/** Resolves to the port it got, which differs from the one asked for when that was 0. */
export function listen(server: Server, { host, port }: { host: string; port: number }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      // A TCP server that listens has an AddressInfo; only pipes have a string.
      resolve((server.address() as AddressInfo).port)
    })
  })
}
