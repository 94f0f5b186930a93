import { systemClock } from '../../transport/clock'
import { createPeerLink, isPeerSupported } from '../../transport/peer-link'
import { createBrowserDevice } from '../device'
import { randomHex } from '../device-key'
import { createEngine } from '../engine/create-engine'
import { reloadOnceFor } from '../page-memory'
import { readRemembered } from '../wishes-memory'
import { getOverFetch } from './payload/http-payload'
import { connectOverSocketIo } from './socket-io'
import { createWorkerNode, type WorkerNode } from './worker-node'

export interface BrowserNodeOptions {
  /** The session's join code. */
  readonly code: string
  /** For the faculty page's own node: reads frames from the feeder in the same page (null: not there, ask elsewhere). */
  readonly localSource?: (unitId: string) => Promise<Uint8Array | null>
  /** Frames by HTTP only, for networks in which peer paths do harm, and for tests. */
  readonly httpOnly?: boolean
}

/** The worker node of a page, with the real engine, socket and peer links. Import it late: it brings all of them along. */
export function createBrowserNode({ code, localSource, httpOnly = false }: BrowserNodeOptions): WorkerNode {
  const device = createBrowserDevice()
  const remembered = readRemembered()
  return createWorkerNode({
    code,
    startEngine: createEngine,
    connect: connectOverSocketIo,
    device: { ...device, name: localSource ? 'Teacher’s computer' : remembered.name || device.name },
    ...(localSource ? {} : { wishes: remembered }),
    get: getOverFetch,
    openPeerLink: !httpOnly && isPeerSupported() ? createPeerLink : null,
    newLinkId: () => randomHex(8),
    ...(localSource ? { local: { source: localSource } } : {}),
    // A faculty page with its files open is not to vanish under its owner.
    reload: localSource ? () => false : reloadOnceFor,
    clock: systemClock,
    random: Math.random,
  })
}
