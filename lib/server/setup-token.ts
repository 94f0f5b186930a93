import { randomBytes, timingSafeEqual } from 'node:crypto'
import { getConfig } from './config'
import { processWide } from './process-wide'

/** Set by our own listener on requests from this machine, and removed from all others (signaling/http-listener.ts). */
export const LOCAL_HEADER = 'x-muster-local'

/** Opens the first run to whoever can read the server's terminal. A new one with each start; of no use once there is an account. */
export const setupToken = (): string => processWide('setup-token', () => randomBytes(16).toString('base64url'))

/**
 * Who may make the first account (AUTH-8): whoever has the link that the server printed, or sits at its machine. Behind a
 * proxy everybody seems to sit there, so that a configured public address closes that way.
 */
export function maySetUp(headers: Headers, token: string | null): boolean {
  if (token !== null && isEqual(token, setupToken())) return true
  if (getConfig().publicUrl !== null || headers.get(LOCAL_HEADER) !== '1') return false
  // Any page can have its own name lead here (DNS rebinding); only these names are this machine's.
  const host = headers.get('host') ?? ''
  return URL.canParse(`http://${host}`) && OWN_NAMES.has(new URL(`http://${host}`).hostname)
}
const OWN_NAMES: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

function isEqual(one: string, two: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(two)]
  return a.length === b.length && timingSafeEqual(a, b)
}
