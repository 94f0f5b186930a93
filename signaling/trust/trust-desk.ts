import { assertNever } from '../../lib/core/assert-never'
import type { DeviceId, JobId, UnitId } from '../../lib/core/ids'
import { compareFrames, isClear, toleranceOf } from '../../lib/core/trust/agreement'
import { emptyTrustBoard } from '../../lib/core/trust/board'
import type { MarkEvidence, TrustEffect, TrustEvent } from '../../lib/core/trust/event'
import { defaultTrustPolicy, type TrustPolicy } from '../../lib/core/trust/policy'
import { step } from '../../lib/core/trust/step'
import { viewTrust } from '../../lib/core/trust/views'
import type { FrameResult } from '../../lib/protocol/report'
import { findNumericClass, saveReputation } from '../../lib/server/devices'
import { forgetReport, listAcceptedUnits } from '../../lib/server/trust-evidence'
import { findUnitReport } from '../../lib/server/unit-reports'
import type { ConnectedWorker } from '../connected-worker'
import { type Floor, workersOfSession } from '../floor'
import { changeUnit, type LiveJob } from '../live-job'
import { sentences } from '../session-news'
import { isAble, settleStandBy } from '../worker-desk'
import type { AuditUnit } from './audit-book'
import { compareAudit } from './compare-audit'
import { makeAudit, type ReadFrame, secretRandom } from './make-audit'
import { createWitnessDesk } from './witness-desk'

type WithoutTime<Event> = Event extends unknown ? Omit<Event, 'at'> : never
export type TrustFact = WithoutTime<TrustEvent>

/** The trust core's shell: tells it what happens, and does what it asks for (docs/adr/0009). */
export interface TrustDesk {
  tell(fact: TrustFact): void
  joined(worker: ConnectedWorker): void
  left(worker: ConnectedWorker): void
  /** A report is on disk as the unit's one. */
  accepted(job: LiveJob, unitId: UnitId, deviceId: DeviceId, frames: readonly FrameResult[]): void
  /** A further copy of a unit came, after its report had been accepted. */
  copyCame(job: LiveJob, unitId: UnitId, worker: ConnectedWorker, frames: readonly FrameResult[]): Promise<void>
  auditAnswered(audit: AuditUnit, worker: ConnectedWorker, frames: readonly FrameResult[]): Promise<void>
  isBarred(deviceId: DeviceId): boolean
  /** What came of looking at its answers again; null for a device whose word is taken. */
  checksOf(deviceId: DeviceId): { readonly verified: number; readonly disputed: number } | null
  /** A device could not do it. Twice, and its frames are looked at in another way. */
  auditFailed(audit: AuditUnit): void
  /** Tells what was stored before a restart. */
  restore(job: LiveJob): Promise<void>
  jobEnded(jobId: JobId): void
}

export interface TrustParts {
  /** Looks at frames and marks where they are stored. */
  readonly readFrame: ReadFrame
  readonly drawMarks: (jobId: JobId) => Promise<readonly MarkEvidence[]>
  readonly policy?: TrustPolicy
}

/** The coordinator's own helper, as a device that trust may ask. */
const HELPER = 'the-coordinator' as DeviceId
const UPLOAD_PATIENCE_MS = 10_000
/** Devices that may fail an audit before it is taken back: it is not worth what a unit is. */
const MOST_FAILURES = 2

/** @param reopened called for each unit whose report is forgotten. */
export function createTrustDesk(
  floor: Floor,
  { readFrame, drawMarks, policy = defaultTrustPolicy }: TrustParts,
  reopened: (job: LiveJob, unitId: UnitId) => void,
): TrustDesk {
  let board = emptyTrustBoard()
  const chance = { next: secretRandom }
  const witness = createWitnessDesk(floor, readFrame)
  const classes = new Map<DeviceId, string>()

  function tell(fact: TrustFact): void {
    // The spread of a union loses which variant it was; adding the time to any variant without it gives that variant.
    const result = step(board, { ...fact, at: floor.clock.now() } as TrustEvent, policy, chance)
    board = result.board
    for (const effect of result.effects) carryOut(effect)
  }

  function carryOut(effect: TrustEffect): void {
    switch (effect.type) {
      case 'audit-wanted':
        return later(
          effect.jobId,
          () => giveOut(effect),
          () => tell({ type: 'audit-lost', auditId: effect.auditId }),
        )
      case 'audit-withdrawn':
        floor.tell({ type: 'unit-withdrawn', unitId: effect.auditId })
        return floor.audits.drop(effect.auditId)
      case 'witness-wanted': {
        const { witnessId } = effect
        return later(
          effect.jobId,
          async () => {
            const found = await witness.look(effect, classOf)
            tell(found ? { type: 'witness-answered', witnessId, ...found } : { type: 'witness-lost', witnessId })
          },
          () => tell({ type: 'witness-lost', witnessId }),
        )
      }
      case 'device-held':
        return hold(effect.deviceId, effect.isHeld)
      case 'device-barred':
        return bar(effect.deviceId)
      case 'units-reopened':
        return later(
          effect.jobId,
          () => reopen(effect.jobId, effect.deviceId, effect.unitIds),
          () => undefined,
        )
      case 'reputation-changed':
        saveReputation(floor.db, effect.deviceId, effect.reputation).catch((error: unknown) =>
          floor.log.warn({ deviceId: effect.deviceId, err: error }, "could not keep a device's reputation"),
        )
        return
      case 'marks-wanted':
        return void drawFor(effect.jobId)
      case 'job-released':
        floor.log.info({ jobId: effect.jobId, ...counts(effect.standing) }, 'answers are checked')
        floor.tell({ type: 'job-released', jobId: effect.jobId })
        return
      default:
        return assertNever(effect)
    }
  }

  /** Holds the job open meanwhile. What fails is said to the core, which finds another way. */
  function later(jobId: JobId, run: () => Promise<void>, onTrouble: () => void): void {
    floor.saves.run(jobId, run).catch((error: unknown) => {
      floor.log.warn({ jobId, err: error }, 'a check could not be made')
      onTrouble()
    })
  }

  async function giveOut(effect: Extract<TrustEffect, { type: 'audit-wanted' }>): Promise<void> {
    const units = [...(floor.jobs.get(effect.jobId)?.units.values() ?? [])].filter(({ isStored }) => isStored)
    const audit = await makeAudit(effect, { readFrame, units })
    if (!audit) return tell({ type: 'audit-lost', auditId: effect.auditId })
    floor.audits.add(audit)
    floor.tell({
      ...{ type: 'unit-offered', jobId: audit.jobId, unitId: audit.auditId, isAvailable: true },
      position: Number(audit.auditId.slice(audit.auditId.lastIndexOf(':') + 1)),
      frameCount: audit.frames.length,
      keepFrom: effect.keepFrom,
    })
  }

  /** No new leases while a doubt is being settled. A device that is paused anyway is left as it is. */
  function hold(deviceId: DeviceId, isHeld: boolean): void {
    for (const { workerId, pausedBy, deviceId: own } of floor.workers.values())
      if (own === deviceId && pausedBy.size === 0)
        floor.tell({ type: isHeld ? 'worker-paused' : 'worker-resumed', workerId })
  }

  function bar(deviceId: DeviceId): void {
    for (const worker of floor.workers.values()) {
      if (worker.deviceId !== deviceId || worker.isBarred) continue
      worker.isBarred = true
      floor.news.say(worker.sessionId, floor.clock.now(), sentences.barred(worker.hello.name))
      floor.log.warn({ deviceId, workerId: worker.workerId }, 'device barred: its answers do not hold')
      floor.tell({ type: 'worker-barred', workerId: worker.workerId })
      settleStandBy(floor, worker)
      if (!workersOfSession(floor, worker.sessionId).some(isAble))
        floor.news.say(worker.sessionId, floor.clock.now(), sentences.nobodyLeft)
    }
  }

  /** The reports go first: a new one must find its place free. */
  async function reopen(jobId: JobId, deviceId: DeviceId, unitIds: readonly UnitId[]): Promise<void> {
    const job = floor.jobs.get(jobId)
    if (!job) return
    for (const unitId of unitIds) await forgetReport(floor.db, unitId)
    for (const unitId of unitIds) {
      changeUnit(job, unitId, { outcome: { type: 'open' } })
      reopened(job, unitId)
      floor.tell({ type: 'unit-reopened', unitId })
    }
    const worker = [...floor.workers.values()].find((each) => each.deviceId === deviceId)
    floor.news.say(job.sessionId, floor.clock.now(), sentences.reopened(worker?.hello.name ?? null, unitIds.length))
    floor.registerStale(job)
    floor.viewChanged(job.sessionId)
  }

  async function drawFor(jobId: JobId): Promise<void> {
    const job = floor.jobs.get(jobId)
    try {
      await floor.saves.settled(jobId)
      if (job) await floor.uploads.ended(job, UPLOAD_PATIENCE_MS)
      tell({ type: 'marks-drawn', jobId, marks: await drawMarks(jobId) })
    } catch (error) {
      floor.log.error({ jobId, err: error }, 'marks could not be drawn for checking')
      tell({ type: 'marks-drawn', jobId, marks: [] })
    }
  }

  async function classOf(deviceId: DeviceId): Promise<string> {
    const known = classes.get(deviceId) ?? (await findNumericClass(floor.db, deviceId))
    classes.set(deviceId, known)
    return known
  }

  const clearFaces = (frames: readonly FrameResult[], numericClass: string): number[] => {
    const tolerance = toleranceOf([numericClass, numericClass])
    return frames.map((frame) =>
      frame.outcome === 'failed' ? 0 : frame.faces.filter((face) => isClear(face, tolerance)).length,
    )
  }

  tell({ type: 'device-joined', deviceId: HELPER, isTrusted: true, reputation: null })
  return {
    tell,
    joined: ({ deviceId, isTrusted, hello, reputation }) => {
      classes.set(deviceId, hello.numericClass)
      tell({ type: 'device-joined', deviceId, isTrusted, reputation })
    },
    left: ({ deviceId }) => {
      if ([...floor.workers.values()].some((other) => other.deviceId === deviceId)) return
      tell({ type: 'device-left', deviceId })
    },
    accepted: ({ jobId, units }, unitId, deviceId, frames) =>
      tell({
        ...{ type: 'unit-accepted', jobId, unitId, deviceId },
        position: units.get(unitId)?.position ?? 0,
        clearFaces: clearFaces(frames, classes.get(deviceId) ?? ''),
      }),
    copyCame: async ({ jobId }, unitId, { deviceId, hello }, frames) => {
      const first = await findUnitReport(floor.db, floor.vault, unitId)
      if (!first || first.deviceId === deviceId) return
      const tolerance = toleranceOf([await classOf(first.deviceId), hello.numericClass])
      const outcomes = compareFrames(
        first.frames.map(({ result }) => result),
        frames,
        tolerance,
      )
      floor.metrics.comparedReports.inc({ outcome: outcomes.includes('differ') ? 'differ' : 'agree' })
      if (outcomes.includes('differ')) witness.keepCopy(unitId, deviceId, frames)
      tell({ type: 'copy-compared', jobId, unitId, deviceId, outcomes })
    },
    auditAnswered: async (audit, worker, frames) => {
      audit.answers.set(worker.deviceId, frames)
      const outcomes = await compareAudit(floor, audit, {
        by: worker,
        frames,
        knownAnswer: witness.knownAnswer,
        classOf,
      })
      tell({ type: 'audit-answered', auditId: audit.auditId, deviceId: worker.deviceId, outcomes })
      floor.viewChanged(worker.sessionId)
      // In a dispute a trusted node looks at the very bytes; without one nobody needs them any more.
      if (!outcomes.includes('differ')) floor.audits.drop(audit.auditId)
    },
    auditFailed: (audit) => {
      audit.failureCount++
      if (audit.failureCount < MOST_FAILURES) return
      floor.tell({ type: 'unit-withdrawn', unitId: audit.auditId })
      floor.audits.drop(audit.auditId)
      tell({ type: 'audit-lost', auditId: audit.auditId })
    },
    checksOf: (deviceId) => {
      const trust = viewTrust(board, deviceId)
      return trust && !trust.isTrusted ? { verified: trust.verified, disputed: trust.disputed } : null
    },
    isBarred: (deviceId) => (viewTrust(board, deviceId)?.barred ?? null) !== null,
    restore: async ({ jobId }) => {
      const units = await listAcceptedUnits(floor.db, jobId, toleranceOf(['', '']))
      for (const { deviceId, isTrusted, ...unit } of units) {
        if (isTrusted) tell({ type: 'device-joined', deviceId, isTrusted, reputation: null })
        tell({ type: 'unit-accepted', jobId, deviceId, ...unit })
        if (isTrusted) tell({ type: 'device-left', deviceId })
      }
    },
    jobEnded: (jobId) => {
      tell({ type: 'job-ended', jobId })
      floor.audits.dropJob(jobId)
      witness.forgetJob(jobId)
    },
  }
}

const counts = ({
  barredCount,
  reopenedCount,
  checkedFrames,
  disputedFrames,
}: Extract<TrustEffect, { type: 'job-released' }>['standing']) => ({
  ...{ barredCount, reopenedCount, checkedFrames, disputedFrames },
})
