import { brand, type LeaseId, type UnitId } from '../lib/core/ids'
import { fail, type Result } from '../lib/core/result'
import { compareFrames, toleranceOf } from '../lib/core/trust/agreement'
import { unpackExamined } from '../lib/protocol/examined'
import { type FrameResult, type UnitReport, unpackFrames } from '../lib/protocol/report'
import type { Answer } from '../lib/protocol/unread'
import { isPictureOf, savePictures } from '../lib/server/examinations'
import { countFrames, findUnitReport, isRoll, saveUnitReports, type UnitAnswer } from '../lib/server/unit-reports'
import type { StoredUnit } from '../lib/server/units'
import { type ConnectedWorker, countUnit } from './connected-worker'
import { type Floor, trustOver } from './floor'
import { done, refuse } from './handlers/read'
import type { Lease } from './lease-book'
import { changeUnit, findLiveUnit, isUnfinished, type LiveJob } from './live-job'
import { findExaminedNonsense, findNonsense } from './report-sanity'
import { createReportWriter } from './report-writer'
import type { AuditUnit } from './trust/audit-book'

/** Takes reports: reads them against their lease, asks the board, and acknowledges only what is on disk. */
export interface ReportDesk {
  /** The unit's report was forgotten: a repeat of it is one no more. */
  forget(job: LiveJob, unitId: UnitId): void
  take(worker: ConnectedWorker, report: UnitReport): Promise<Answer>
}

export function createReportDesk(floor: Floor, onUnwritable: (job: LiveJob) => void): ReportDesk {
  /** Which lease's report was accepted for a unit, to answer repeats of it alike. */
  const acceptedOf = new WeakMap<LiveJob, Map<UnitId, LeaseId>>()
  const acceptedIn = (job: LiveJob): Map<UnitId, LeaseId> => {
    const known = acceptedOf.get(job) ?? new Map<UnitId, LeaseId>()
    acceptedOf.set(job, known)
    return known
  }

  const writer = createReportWriter((reports) => saveUnitReports(floor.db, floor.vault, reports))
  let unwritableInARow = 0

  async function take(worker: ConnectedWorker, report: UnitReport): Promise<Answer> {
    const lease = floor.leases.find(floor.audits.inside(brand<LeaseId>(report.leaseId)))
    if (!lease) return refuse('too-late')
    // By device, not by connection: a phone that lost its connection while it worked may hand in what it did.
    if (lease.deviceId !== worker.deviceId) return refuse('not-yours')
    // Reports of a unit one after another: a repeat finds the first one written, another copy finds what to compare with.
    return floor.turns.take(lease.unitId, () => read(worker, lease, report))
  }

  async function read(worker: ConnectedWorker, lease: Lease, report: UnitReport): Promise<Answer> {
    const audit = floor.audits.find(lease.unitId)
    if (audit) return readAudit(worker, lease, audit, report)
    const found = findLiveUnit(floor.jobs, lease.unitId)
    if (!found || !isUnfinished(found.job.phase)) return refuse('too-late')
    if (acceptedIn(found.job).get(lease.unitId) === lease.leaseId) return done

    const answer = await readAnswer(report, found.job, found.unit)
    if (!answer.ok) {
      const { problem } = answer
      floor.log.warn({ leaseId: lease.leaseId, workerId: worker.workerId, problem }, 'a report made no sense')
      floor.leases.end(lease.leaseId)
      floor.timelines.get(lease.jobId)?.ended(lease.leaseId, 'failed', floor.clock.now())
      worker.tally.failures += 1
      floor.tell({ type: 'lease-failed', leaseId: lease.leaseId, reason: 'bad-report' })
      return refuse('malformed')
    }
    return decide(worker, lease, found.job, report, answer.value)
  }

  /** What the report says, read as an answer to the operation of its job. */
  async function readAnswer(
    report: UnitReport,
    { operation }: LiveJob,
    unit: StoredUnit,
  ): Promise<Result<UnitAnswer, string>> {
    if (operation === 'attendance') {
      const frames = unpackFrames(report)
      const problem = frames.ok ? findNonsense(frames.value, unit.frames) : frames.problem
      return problem !== null ? fail(problem) : frames
    }
    const frames = unpackExamined(report)
    if (!frames.ok) return frames
    const problem = findExaminedNonsense(frames.value, unit.frames, operation)
    if (problem) return fail(problem)
    for (const [index, frame] of frames.value.entries()) {
      const size = unit.frames[index]
      if (frame.outcome === 'examined' && frame.picture && !(size && (await isPictureOf(frame.picture, size))))
        return fail('no-picture')
    }
    return frames
  }

  /** Answered like a unit's report, whatever it says. */
  async function readAudit(
    worker: ConnectedWorker,
    { leaseId, jobId }: Lease,
    audit: AuditUnit,
    report: UnitReport,
  ): Promise<Answer> {
    if (audit.answers.has(worker.deviceId)) return done
    const frames = unpackFrames(report)
    const sizes = audit.frames.map(({ rendering }) => rendering)
    const problem = frames.ok ? findNonsense(frames.value, sizes) : frames.problem
    floor.leases.end(leaseId)
    if (!frames.ok || problem) {
      worker.tally.failures += 1
      floor.tell({ type: 'lease-failed', leaseId, reason: 'bad-report' })
      floor.trust?.auditFailed(audit)
      return refuse('malformed')
    }
    return floor.saves.run(jobId, async () => {
      const { workMs } = report
      const tasks = floor.tell({ type: 'report-received', leaseId, workMs, roundTripMs: 0 })
      if (!tasks.some((task) => task.type === 'accept-report' && task.leaseId === leaseId)) return refuse('too-late')
      countUnit(worker.tally, { workMs, frameCount: frames.value.length })
      floor.viewChanged(worker.sessionId)
      await floor.trust?.auditAnswered(audit, worker, frames.value)
      return done
    })
  }

  /** The job is held open around the board's decision, so that it can't finish between deciding and writing. */
  const decide = (
    worker: ConnectedWorker,
    lease: Lease,
    job: LiveJob,
    report: UnitReport,
    frames: UnitAnswer,
  ): Promise<Answer> =>
    floor.saves.run(job.jobId, async () => {
      const { leaseId, unitId } = lease
      const wasHeld = floor.leases.end(leaseId) !== null
      const roundTripMs = Math.max(0, floor.clock.now() - lease.grantedAt - report.workMs)
      const tasks = floor.tell({ type: 'report-received', leaseId, workMs: report.workMs, roundTripMs })
      if (tasks.some((task) => task.type === 'accept-report' && task.leaseId === leaseId)) {
        if (wasHeld) floor.metrics.leaseRoundTripMs.observe(floor.clock.now() - lease.grantedAt)
        return accept(worker, lease, job, report, frames)
      }
      if (tasks.some((task) => task.type === 'compare-report' && task.leaseId === leaseId)) {
        floor.timelines.get(job.jobId)?.ended(leaseId, 'copy', floor.clock.now())
        if (!isRoll(frames) || job.operation !== 'attendance') return done
        if (floor.trust) await floor.trust.copyCame(job, unitId, worker, frames)
        else await compare(unitId, frames)
        return done
      }
      return refuse('too-late')
    })

  async function accept(
    worker: ConnectedWorker,
    { leaseId, unitId }: Lease,
    job: LiveJob,
    { workMs, transport }: UnitReport,
    frames: UnitAnswer,
  ): Promise<Answer> {
    try {
      const { workerId, deviceId, isTrusted } = worker
      const acceptedAt = floor.clock.now()
      const row = { unitId, leaseId, workerId, deviceId, acceptedAt, workMs, transport, isTrusted, frames }
      if (!isRoll(frames)) {
        const position = job.units.get(unitId)?.position
        if (position !== undefined) await savePictures(floor.blobs, { jobId: job.jobId, position }, frames)
      }
      await writer.save(row)
    } catch (error) {
      floor.log.error({ unitId, err: error }, 'an accepted report could not be written')
      unwritableInARow += 1
      if (unwritableInARow >= MOST_UNWRITABLE) onUnwritable(job)
      else floor.tell({ type: 'unit-reopened', unitId })
      return refuse('unavailable')
    }
    unwritableInARow = 0
    acceptedIn(job).set(unitId, leaseId)
    changeUnit(job, unitId, { outcome: { type: 'done', ...countFrames(frames) } })
    floor.timelines.get(job.jobId)?.ended(leaseId, 'accepted', floor.clock.now())
    countUnit(worker.tally, { workMs, frameCount: frames.length })
    floor.metrics.units.inc({ event: 'done' })
    floor.metrics.unitWorkMs.observe(workMs)
    floor.viewChanged(job.sessionId)
    if (isRoll(frames)) {
      floor.registerStale(job)
      trustOver(floor, job)?.accepted(job, unitId, worker.deviceId, frames)
    } else floor.reportChanged(job.sessionId)
    return done
  }

  /** Without anybody to settle it, a second copy is only counted. */
  async function compare(unitId: UnitId, frames: readonly FrameResult[]): Promise<void> {
    const first = await findUnitReport(floor.db, floor.vault, unitId)
    if (!first) return
    const outcomes = compareFrames(
      first.frames.map(({ result }) => result),
      frames,
      toleranceOf(['', '']),
    )
    const outcome = outcomes.includes('differ') ? 'differ' : 'agree'
    floor.metrics.comparedReports.inc({ outcome })
    if (outcome === 'differ') floor.log.warn({ unitId }, 'two reports of a unit differ')
  }

  return { take, forget: (job, unitId) => void acceptedIn(job).delete(unitId) }
}

/** One failed write may be a hiccup, and its unit is done again; so many in a row are a full or broken disk. */
const MOST_UNWRITABLE = 5
