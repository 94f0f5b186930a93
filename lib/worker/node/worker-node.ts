import type { z } from 'zod'
import { assertNever } from '../../core/assert-never'
import type { UnitReport } from '../../protocol/report'
import { PROTOCOL_VERSION } from '../../protocol/version'
import type { IceServer, ShareOfWork, WorkerHello, WorkerLeaving } from '../../protocol/volunteer'
import { every } from '../../transport/clock'
import type { RetryOptions } from './connection'
import { createCoordinatorLine, type FinalRefusal } from './coordinator-line'
import { createEngineKeeper } from './engine-keeper'
import { createLeaseRunner, type FinishedLease } from './lease-runner'
import {
  phaseOf,
  type NodeFacts,
  type NodeState,
  type PausedBy,
  type Tally,
  type Transport,
  type Wishes,
} from './node-state'
import { restsBecauseOf } from './pauses'
import { createFeederLinks, type OpenPeerLink } from './payload/feeder-links'
import type { GetPayload } from './payload/http-payload'
import { createPayloadSource } from './payload/payload-source'
import type { DevicePort, OpenSocket, StartEngine } from './ports'
import { createReportOutbox } from './report-outbox'
import { readTold } from './told'
import { createWorkMeter } from './work-meter'

export interface WorkerNode {
  readonly subscribe: (listener: () => void) => () => void
  /** The same object until something changed. */
  readonly getState: () => NodeState
  /** Loads the engine and connects. Ignored once started. */
  readonly start: () => void
  /** Takes effect at once: what runs is broken off and everything held is handed back. */
  readonly pause: () => void
  readonly resume: () => void
  /** Takes effect at once, on the running unit from its next one on. */
  readonly wish: (wishes: Partial<Wishes>) => void
  /** Leaves for good and frees the engine. May be called twice. */
  readonly stop: () => void
}

export interface WorkerNodeOptions extends RetryOptions {
  readonly code: string
  readonly startEngine: StartEngine
  readonly connect: OpenSocket
  readonly device: DevicePort
  readonly get: GetPayload
  /** Null where peers can't or shall not be used. */
  readonly openPeerLink: OpenPeerLink | null
  readonly newLinkId: () => string
  /** The faculty page's own node: reads frames from the feeder beside it and goes on in the background. */
  readonly local?: { readonly source: (unitId: string) => Promise<Uint8Array | null> }
  /** How its owner wanted it to help the last time. */
  readonly wishes?: Wishes
  /** Loads the page anew for another version; false when that was tried for this version before. */
  readonly reload: (forVersion: string) => boolean
}

const STATE_EVERY_MS = 1_000
/** Less than this, and its units take so long that others would have to do them again. */
const LEAST_INTENSITY = 0.1

/** A device's part in the grid: gets leases, runs them through the engine, reports. Its phases are in node-state.ts. */
export function createWorkerNode(options: WorkerNodeOptions): WorkerNode {
  const { clock, device, local } = options
  const listeners = new Set<() => void>()
  const pausedBy = new Set<PausedBy>()
  const meter = createWorkMeter()
  let facts: Pick<NodeFacts, 'end' | 'isStarted' | 'connection'> = { end: null, isStarted: false, connection: 'never' }
  let wishes: Wishes = options.wishes ?? { intensity: 1, onlyWhileCharging: false }
  let tally: Tally = { unitsDone: 0, framesDone: 0, facesFound: 0 }
  let share: ShareOfWork | null = null
  let transport: Transport = 'none'
  let iceServers: readonly IceServer[] = []
  /** Set when the coordinator has other models: nothing new is begun, and then the page loads anew. */
  let awaitedModel: string | null = null
  /** What the coordinator was told of this device's arithmetic; an engine may move to another backend at any unit. */
  let toldClass = ''
  let stopListening = () => {}
  let stopTelling = () => {}

  const auth = { code: options.code, deviceKey: device.key }
  const line = createCoordinatorLine(options.connect, auth, options, {
    hello,
    onWelcome: (given) => {
      iceServers = given
      note({ connection: 'welcome' })
      tellState()
      outbox.open()
    },
    onLost: lost,
    onRefused: refused,
    onTold: heard,
  })
  const outbox = createReportOutbox({ socket: line, clock, onAnswered: answered })
  const feeders = options.openPeerLink
    ? createFeederLinks({
        open: options.openPeerLink,
        iceServers: () => iceServers,
        sendSignal: (signal) => line.tell('signal:send', signal),
        newLinkId: options.newLinkId,
        clock,
      })
    : null
  const payloads = createPayloadSource({ get: options.get, clock, feeders, localSource: local?.source })
  const runner = createLeaseRunner(payloads, clock, {
    duty: () => wishes.intensity,
    onStarted: (leaseId) => {
      meter.began(clock.now())
      line.tell('unit:started', { leaseId })
    },
    onProgress: (leaseId, framesDone) => line.tell('unit:progress', { leaseId, framesDone }),
    onDone: finished,
    onFailed: (leaseId, reason) => {
      line.tell('unit:failed', { leaseId, reason })
      if (reason === 'engine-error' || reason === 'out-of-memory') keeper.unitFailed()
    },
    onEnded: () => meter.ended(clock.now(), null),
    onChange: changed,
  })
  const keeper = createEngineKeeper(options.startEngine, {
    onChange: changed,
    onReady: (engine) => {
      runner.setEngine(engine)
      line.greet()
      changed()
    },
    onLost: () => {
      runner.setEngine(null)
      // The next engine may have another backend, so it has to say hello anew; meanwhile others do what we held.
      line.renew()
    },
    onGivenUp: () => end({ type: 'refused', reason: 'engine-failed' }),
  })
  let state: NodeState = currentState()

  function currentState(): NodeState {
    const phase = phaseOf({
      ...facts,
      preparation: keeper.preparation(),
      pausedBy: [...pausedBy],
      running: runner.running(),
      failedAttempts: line.failedAttempts(),
    })
    const engine = keeper.engine()?.info ?? null
    return { phase, tally, share, engine, transport, device: device.look(), wishes, slowdown: meter.slowdown() }
  }

  function changed() {
    if (awaitedModel !== null && runner.size() === 0 && outbox.size() === 0) loadAnew(awaitedModel)
    state = currentState()
    for (const listener of [...listeners]) listener()
  }

  function note(fact: Partial<typeof facts>) {
    facts = { ...facts, ...fact }
    changed()
  }

  function hello(): WorkerHello | null {
    const engine = keeper.engine()
    if (!engine || facts.end) return null
    const { modelVersion, backend, calibrationMs, numericClass } = engine.info
    toldClass = numericClass
    const self = { protocolVersion: PROTOCOL_VERSION, name: device.name, isLocal: local !== undefined }
    // A device that works a quarter of the time takes four times as long: the first leases must know.
    return { ...self, modelVersion, backend, calibrationMs: calibrationMs / wishes.intensity, numericClass }
  }

  function lost() {
    outbox.close()
    // The coordinator gives what had not begun to others. What runs is finished and reported once we are back.
    runner.dropAll({ includingRunning: false })
    pausedBy.delete('faculty')
    pausedBy.delete('coordinator')
    holdOrGo()
    note({ connection: facts.connection === 'never' ? 'never' : 'lost' })
  }

  function refused(reason: FinalRefusal) {
    switch (reason) {
      case 'unknown-code':
        // A code that was good before: its session ended while the line was down.
        if (facts.connection !== 'never') return end({ type: 'stopped', reason: 'session-over' })
        return end({ type: 'refused', reason })
      case 'protocol-mismatch':
        // An old page after an update: loading it anew brings the new one.
        return loadAnew(`protocol-${PROTOCOL_VERSION}`, reason)
      case 'model-mismatch':
        return loadAnew(`not-${keeper.engine()?.info.modelVersion ?? ''}`)
      case 'not-signed-in':
      case 'sign-in-needed':
      case 'approval-needed':
        return end({ type: 'refused', reason })
      default:
        return assertNever(reason)
    }
  }

  function loadAnew(forVersion: string, otherwise: 'model-mismatch' | 'protocol-mismatch' = 'model-mismatch') {
    awaitedModel = null
    if (options.reload(forVersion)) end({ type: 'stopped', reason: 'replaced-by-reload' })
    else end({ type: 'refused', reason: otherwise })
  }

  function heard(name: Parameters<typeof readTold>[0], payload: unknown) {
    const told = readTold(name, payload)
    if (!told || facts.end) return
    switch (told.name) {
      case 'lease:granted':
        if (pausedBy.size === 0 && awaitedModel === null) return runner.add(told.payload)
        // Granted before the coordinator heard that we rest.
        return line.tell('lease:returned', { leaseId: told.payload.leaseId })
      case 'lease:revoked':
        return runner.drop(told.payload.leaseId)
      case 'worker:pause':
        return setPaused(told.payload.by, true)
      case 'worker:resume':
        setPaused('coordinator', false)
        return setPaused('faculty', false)
      case 'worker:shutdown':
        // A coordinator that stops comes back, and so do we; the connection's end is what counts then.
        if (told.payload.reason === 'coordinator-stopping') return
        return end({ type: 'stopped', reason: told.payload.reason })
      case 'work:share':
        share = told.payload
        return changed()
      case 'model:changed':
        if (told.payload.modelVersion === keeper.engine()?.info.modelVersion) return
        awaitedModel = told.payload.modelVersion
        handBack({ includingRunning: false })
        return changed()
      case 'signal:received':
        return feeders?.signal(told.payload)
      default:
        return assertNever(told)
    }
  }

  function finished({ lease, report, workMs, duty, transport: from }: FinishedLease) {
    keeper.unitSucceeded()
    transport = from
    // Rests that its owner wished are no sign of heat.
    meter.ended(clock.now(), { workMs: workMs * duty, frameCount: report.frames.length })
    outbox.add({ leaseId: lease.leaseId, ...report, workMs, transport: from })
    if (line.isWelcome() && keeper.engine()?.info.numericClass !== toldClass) line.renew()
  }

  function answered({ frames }: UnitReport, isAccepted: boolean) {
    if (isAccepted) {
      const faceCounts = frames.map((frame) => (frame.outcome === 'failed' ? 0 : frame.faces.length))
      tally = {
        unitsDone: tally.unitsDone + 1,
        framesDone: tally.framesDone + frames.length,
        facesFound: faceCounts.reduce((sum, count) => sum + count, tally.facesFound),
      }
    }
    changed()
  }

  function handBack(which: { readonly includingRunning: boolean }) {
    for (const leaseId of runner.dropAll(which)) line.tell('lease:returned', { leaseId })
  }

  function setPaused(by: PausedBy, isPaused: boolean) {
    if (pausedBy.has(by) === isPaused) return
    if (isPaused) pausedBy.add(by)
    else pausedBy.delete(by)
    holdOrGo()
    if (isPaused) handBack({ includingRunning: by === 'you' || by === 'battery' || by === 'charger' })
    if (isPaused && by === 'battery') line.tell('worker:leaving', { reason: 'battery' })
    tellState()
    changed()
  }

  function holdOrGo() {
    runner.setHeld(pausedBy.size > 0)
  }

  function tellState() {
    if (!line.isWelcome()) return
    line.tell('worker:state', {
      ...device.look(),
      isPaused: pausedBy.has('you') || pausedBy.has('charger'),
      queueLength: Math.min(64, runner.size()),
      load: meter.load(clock.now()),
      slowdown: meter.slowdown(),
      transport,
    })
  }

  function lookAtDevice() {
    const worksHidden = local !== undefined
    const rests = restsBecauseOf(device.look(), { worksHidden, onlyWhileCharging: wishes.onlyWhileCharging })
    for (const [by, isPaused] of rests) setPaused(by, isPaused)
    changed()
  }

  function leave(reason: z.infer<typeof WorkerLeaving>['reason']) {
    if (line.isWelcome()) line.tell('worker:leaving', { reason })
    line.leave()
  }

  function end(how: NonNullable<NodeFacts['end']>) {
    if (facts.end) return
    facts = { ...facts, end: how }
    runner.dropAll({ includingRunning: true })
    stopTelling()
    stopListening()
    outbox.close()
    leave('stopped')
    feeders?.stop()
    keeper.stop()
    changed()
  }

  return {
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    getState: () => state,
    start: () => {
      if (facts.isStarted || facts.end) return
      note({ isStarted: true })
      stopTelling = every(clock, STATE_EVERY_MS, tellState)
      stopListening = device.listen((what) => {
        if (what === 'leaving') return leave('page-closed')
        // Also brings back a page that comes out of the back-forward cache after it had left.
        if (what === 'woke') line.start()
        lookAtDevice()
      })
      lookAtDevice()
      line.start()
      keeper.start()
    },
    pause: () => setPaused('you', true),
    resume: () => setPaused('you', false),
    wish: (next) => {
      const intensity = Math.min(1, Math.max(LEAST_INTENSITY, next.intensity ?? wishes.intensity))
      wishes = { ...wishes, ...next, intensity }
      if (facts.isStarted && !facts.end) lookAtDevice()
      else changed()
    },
    stop: () => end({ type: 'stopped', reason: 'you' }),
  }
}
