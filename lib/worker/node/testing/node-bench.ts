import { createFakeClock } from '../../../transport/testing/fake-clock'
import type { DeviceLook } from '../ports'
import { createWorkerNode, type WorkerNodeOptions } from '../worker-node'
import type { HttpOutcome } from '../payload/http-payload'
import { createFakeEngine } from './fake-engine'
import { createFakeSocket } from './fake-socket'
import { samplePayload } from './sample-lease'

/** A node with everything around it in the test's hands. Payloads come by HTTP at once unless `outcomes` says otherwise. */
export function createNodeBench(options: Partial<Pick<WorkerNodeOptions, 'local' | 'reload' | 'wishes'>> = {}) {
  const clock = createFakeClock()
  const socket = createFakeSocket()
  const engine = createFakeEngine()
  const requested: string[] = []
  const reloads: string[] = []
  /** What the next requests come to, the first ones first. */
  const outcomes: HttpOutcome[] = []
  let look: DeviceLook = { isVisible: true, batteryPct: null, isCharging: null }
  let heard: (what: 'changed' | 'woke' | 'leaving') => void = () => {}

  const node = createWorkerNode({
    code: 'BCDFGH',
    startEngine: engine.start,
    connect: socket.open,
    device: {
      key: '0123456789abcdef0123456789abcdef',
      name: 'Test browser',
      look: () => look,
      listen: (listener) => {
        heard = listener
        return () => {
          heard = () => {}
        }
      },
    },
    get: async (url) => {
      requested.push(url)
      const unit = Number(/units\/(\d+)\//.exec(url)?.[1])
      return outcomes.shift() ?? { type: 'bytes', bytes: samplePayload(unit) }
    },
    openPeerLink: null,
    newLinkId: () => 'link',
    reload: (version) => {
      reloads.push(version)
      return true
    },
    clock,
    random: () => 0.5,
    ...options,
  })

  const welcome = async () => {
    socket.accept()
    await clock.pass(0)
    await socket.answer('worker:hello', { ok: true, value: { workerId: 'w1', iceServers: [] } })
  }
  return {
    node,
    clock,
    socket,
    engine,
    requested,
    reloads,
    outcomes,
    phase: () => node.getState().phase,
    welcome,
    /** Started, engine ready, taken in. */
    begin: async () => {
      node.start()
      await engine.ready()
      await welcome()
    },
    device: async (what: 'changed' | 'woke' | 'leaving', next: Partial<DeviceLook> = {}) => {
      look = { ...look, ...next }
      heard(what)
      await clock.pass(0)
    },
  }
}
