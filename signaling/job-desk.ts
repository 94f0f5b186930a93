import { type MediaId, type SessionId, type UnitId, unitIdOf } from '../lib/core/ids'
import type { MediaOpened } from '../lib/protocol/faculty'
import type { Answer } from '../lib/protocol/unread'
import type { Mode, Operation, UnitOffer } from '../lib/protocol/unit'
import { openJob as openStoredJob, setJobMode, setJobPhase } from '../lib/server/jobs'
import { completeMedia, openMedia as openStoredMedia, type Progress, saveMediaProgress } from '../lib/server/media'
import { failUnit, offerUnit as offerStoredUnit, type StoredUnit } from '../lib/server/units'
import type { FacultyLink } from './feeders'
import { type Floor, trustOver, workersOfSession } from './floor'
import { done, refuse } from './handlers/read'
import { changeUnit, createLiveJob, isUnfinished, jobIdOf, listUnstored, type LiveJob } from './live-job'
import { sentences } from './session-news'
import { createTimeline } from './timeline'

/** What a feeder does with a job: open it, feed it, offer units until there are no more. Who may is checked by the handler. */

/** Every job has this weight until somebody can choose (DESIGN §4.1: jobs share workers fairly by weight). */
const EQUAL_WEIGHT = 1

/** Opens the session's job or finds the one that is open; it takes the place of the last one that ended. */
export function openJob(
  floor: Floor,
  {
    sessionId,
    mode,
    operation,
    sampleFps,
  }: { sessionId: SessionId; mode: Mode; operation: Operation; sampleFps: number | null },
): Promise<Answer<{ jobId: string }>> {
  return floor.turns.take(sessionId, async () => {
    const { modelVersion } = floor
    const asked = { sessionId, mode, operation, sampleFps, modelVersion, at: floor.clock.now() }
    const opened = await openStoredJob(floor.db, asked)
    if (!opened.ok) return refuse('not-found')
    const { job, isNew } = opened.value
    if (isNew) {
      addLiveJob(floor, createLiveJob(job))
      floor.news.say(sessionId, floor.clock.now(), sentences.jobOpened)
      floor.log.info({ jobId: job.jobId, sessionId, mode: job.mode, operation }, 'job opened')
    }
    return { ok: true, value: { jobId: job.jobId } }
  })
}

/** Puts a job on the board and on the session's screen. */
export function addLiveJob(floor: Floor, job: LiveJob): void {
  for (const other of [...floor.jobs.values()]) if (other.sessionId === job.sessionId) floor.jobs.delete(other.jobId)
  floor.jobs.set(job.jobId, job)
  const timeline = createTimeline(job.startedAt)
  for (const { workerId, hello } of workersOfSession(floor, job.sessionId))
    timeline.joined({ workerId, ...hello }, floor.clock.now())
  floor.timelines.set(job.jobId, timeline)
  floor.metrics.jobsOpen.inc()
  const trust = trustOver(floor, job)
  floor.tell({
    type: 'job-opened',
    jobId: job.jobId,
    mode: job.mode,
    weight: EQUAL_WEIGHT,
    pool: job.sessionId,
    isHeld: trust !== null,
  })
  trust?.tell({ type: 'job-opened', jobId: job.jobId })
  floor.viewChanged(job.sessionId)
}

export function feed(floor: Floor, job: LiveJob, link: FacultyLink): Answer {
  if (!isUnfinished(job.phase)) return refuse('wrong-state')
  const wasFed = floor.feeders.of(job.jobId) !== null
  floor.feeders.set(job.jobId, link)
  if (!wasFed) floor.news.say(job.sessionId, floor.clock.now(), sentences.fed)
  tellAvailability(floor, job, true)
  floor.viewChanged(job.sessionId)
  return done
}

/** The page went away: what only it has must wait, the rest goes on. */
export function feederGone(floor: Floor, link: FacultyLink): void {
  for (const jobId of floor.feeders.jobsOf(link)) {
    floor.feeders.clear(jobId)
    floor.uploads.changed(jobId)
    const job = floor.jobs.get(jobId)
    if (!job || !isUnfinished(job.phase)) continue
    tellAvailability(floor, job, false)
    floor.news.say(job.sessionId, floor.clock.now(), sentences.feederGone(listUnstored(job).length))
    floor.log.info({ jobId, waitingFor: listUnstored(job).length }, 'feeder gone')
  }
}

function tellAvailability(floor: Floor, job: LiveJob, isAvailable: boolean): void {
  const unitIds = listUnstored(job).map(({ unitId }) => unitId)
  if (unitIds.length > 0) floor.tell({ type: 'unit-availability', unitIds, isAvailable })
}

interface MediaToOpen {
  readonly key: string
  readonly name: string
  readonly kind: 'video' | 'photos'
  readonly durationS: number | null
  readonly fileNames: readonly string[] | null
}

export function openMedia(floor: Floor, job: LiveJob, media: MediaToOpen): Promise<Answer<MediaOpened>> {
  return floor.turns.take(job.jobId, async () => {
    const { key, name, kind, durationS, fileNames } = media
    // A page that was reloaded after the last offer, and before the last copy was sent, opens its files once more.
    const isAgain = job.phase === 'working' && [...job.media.values()].some((known) => known.key === key)
    if (job.phase !== 'feeding' && !isAgain) return refuse('wrong-state')
    const opened = await openStoredMedia(floor.db, {
      ...{ jobId: job.jobId, key, name, kind, durationS, fileNames },
    })
    if (!opened.ok) return refuse('not-found')
    const { media: stored, nextIndex, fromS, keptFrames } = opened.value
    job.media.set(stored.mediaId, stored)
    floor.viewChanged(job.sessionId)
    return { ok: true, value: { mediaId: stored.mediaId, offsetS: stored.offsetS, nextIndex, fromS, keptFrames } }
  })
}

export async function noteProgress(floor: Floor, job: LiveJob, mediaId: MediaId, progress: Progress): Promise<void> {
  const media = job.media.get(mediaId)
  if (!media || media.isComplete || job.phase !== 'feeding') return
  const { decodedToS, offered, skipped, undecodable, decoder } = progress
  job.media.set(mediaId, { ...media, decodedToS, offered, skipped, undecodable, decoder })
  floor.viewChanged(job.sessionId)
  await floor.saves.run(job.jobId, () => saveMediaProgress(floor.db, mediaId, progress))
}

export async function finishMedia(
  floor: Floor,
  job: LiveJob,
  mediaId: MediaId,
  progress: Progress & { readonly durationS: number },
): Promise<Answer> {
  const media = job.media.get(mediaId)
  if (!media) return refuse('not-found')
  if (job.phase !== 'feeding') return media.isComplete ? done : refuse('wrong-state')
  await floor.saves.run(job.jobId, () => completeMedia(floor.db, mediaId, progress))
  const { decodedToS, offered, skipped, undecodable, decoder, durationS } = progress
  job.media.set(mediaId, { ...media, decodedToS, offered, skipped, undecodable, decoder, durationS, isComplete: true })
  floor.viewChanged(job.sessionId)
  return done
}

export function offerUnit(floor: Floor, job: LiveJob, offer: UnitOffer): Promise<Answer<{ unitId: string }>> {
  return floor.turns.take(job.jobId, async () => {
    const known = job.units.get(unitIdOf(job.jobId, offer.index))
    if (job.phase !== 'feeding' && !(job.phase === 'working' && known)) return refuse('wrong-state')
    const offered = await floor.saves.run(job.jobId, () => offerStoredUnit(floor.db, offer))
    if (!offered.ok) return refuse(offered.problem)
    // While it was written, the job may have been cancelled.
    if (!isUnfinished(job.phase)) return refuse('wrong-state')
    const { unit, change } = offered.value
    if (change === 'replaced') voidLeases(floor, unit)
    if (change !== 'none') job.units.set(unit.unitId, unit)
    if (change === 'added') addUnit(floor, job, unit)
    return { ok: true, value: { unitId: unit.unitId } }
  })
}

function addUnit(floor: Floor, job: LiveJob, unit: StoredUnit): void {
  const { unitId, position, frames } = unit
  floor.timelines.get(job.jobId)?.offered({ unitId, position, frameCount: frames.length }, floor.clock.now())
  floor.metrics.units.inc({ event: 'offered' })
  floor.tell({
    type: 'unit-offered',
    ...{ jobId: job.jobId, unitId: unit.unitId, position: unit.position, frameCount: unit.frames.length },
    isAvailable: unit.isStored || floor.feeders.of(job.jobId) !== null,
  })
  floor.viewChanged(job.sessionId)
}

/** A reloaded page encoded the unit anew: who works on the old frames stops, and reports of them come too late. */
function voidLeases(floor: Floor, { unitId }: StoredUnit): void {
  for (const { leaseId, workerId } of floor.leases.voidUnit(unitId)) {
    floor.workers.get(workerId)?.link.tell('lease:revoked', { leaseId })
    floor.timelines.get(jobIdOf(unitId))?.ended(leaseId, 'returned', floor.clock.now())
    floor.tell({ type: 'lease-returned', leaseId })
  }
}

export async function changeMode(floor: Floor, job: LiveJob, mode: Mode): Promise<Answer> {
  if (job.phase !== 'feeding' && job.phase !== 'working') return refuse('wrong-state')
  if (job.mode === mode) return done
  await floor.saves.run(job.jobId, () => setJobMode(floor.db, job.jobId, mode))
  job.mode = mode
  floor.tell({ type: 'job-mode-changed', jobId: job.jobId, mode })
  floor.news.say(job.sessionId, floor.clock.now(), sentences.modeChanged[mode])
  return done
}

/** Every file was offered to its end. Without a single unit there is nothing to take a roll from. */
export async function completeJob(floor: Floor, job: LiveJob, failEmpty: (job: LiveJob) => void): Promise<Answer> {
  if (job.phase === 'working' || job.phase === 'merging' || job.phase === 'done') return done
  if (job.phase !== 'feeding') return refuse('wrong-state')
  return floor.turns.take(job.jobId, async () => {
    if (job.phase !== 'feeding') return done
    if (job.units.size === 0) {
      failEmpty(job)
      return done
    }
    await floor.saves.run(job.jobId, () => setJobPhase(floor.db, job.jobId, 'working'))
    if (job.phase !== 'feeding') return done
    job.phase = 'working'
    const open = [...job.units.values()].filter(({ outcome }) => outcome.type === 'open').length
    floor.news.say(job.sessionId, floor.clock.now(), sentences.allOffered(open))
    floor.log.info({ jobId: job.jobId, units: job.units.size, open }, 'every unit was offered')
    floor.tell({ type: 'job-completed', jobId: job.jobId })
    return done
  })
}

/**
 * The page with the recording will not come back: what only that page has is given up, and the register is taken from the
 * rest. A person's decision; a page that was only cut off comes back by itself.
 */
export async function finishEarly(floor: Floor, job: LiveJob, failEmpty: (job: LiveJob) => void): Promise<Answer> {
  if (floor.feeders.of(job.jobId)) return refuse('wrong-state')
  const completed = await completeJob(floor, job, failEmpty)
  if (!completed.ok || job.phase !== 'working') return completed
  const missing = listUnstored(job)
  if (missing.length > 0) {
    floor.news.say(job.sessionId, floor.clock.now(), sentences.leftOut(missing.length))
    floor.log.info({ jobId: job.jobId, missing: missing.length }, 'finished with what is there')
  }
  for (const { unitId } of missing) changeUnit(job, unitId, { outcome: { type: 'given-up', reason: NEVER_CAME } })
  await floor.saves.run(job.jobId, async () => {
    for (const { unitId } of missing) await failUnit(floor.db, unitId, NEVER_CAME)
  })
  for (const { unitId } of missing) floor.tell({ type: 'unit-withdrawn', unitId })
  return done
}
const NEVER_CAME = 'its frames never arrived'

/** A unit's frames reached the blob store (the route that takes them has noted it in the database). */
export function payloadStored(floor: Floor, unitId: UnitId): void {
  const jobId = jobIdOf(unitId)
  const job = floor.jobs.get(jobId)
  if (!job) return
  changeUnit(job, unitId, { isStored: true })
  floor.tell({ type: 'unit-availability', unitIds: [unitId], isAvailable: true })
  floor.uploads.changed(jobId)
  floor.viewChanged(job.sessionId)
}
