import type { JobId, SessionId } from '../lib/core/ids'
import type { JobPhase } from '../lib/protocol/faculty'
import { type FinalPhase, findNewestJob, listUnfinishedJobs, type StoredJob } from '../lib/server/jobs'
import { listMedia } from '../lib/server/media'
import { listUnitWork } from '../lib/server/unit-work'
import { listUnits, type StoredUnit } from '../lib/server/units'
import { type Floor, jobOfSession, trustOver } from './floor'
import { addLiveJob } from './job-desk'
import { createLiveJob, endLiveJob, isUnfinished, type LiveJob } from './live-job'
import { sentences } from './session-news'

/**
 * Takes up every unfinished job from the database, before anybody can connect: settled units stay settled, the others wait
 * for workers, those without stored frames also for their feeder. Devices come back by themselves.
 */
export async function recoverJobs(floor: Floor): Promise<readonly JobId[]> {
  const jobs = await listUnfinishedJobs(floor.db)
  for (const job of jobs) await recoverJob(floor, job)
  return jobs.map(({ jobId }) => jobId)
}

async function recoverJob(floor: Floor, stored: StoredJob): Promise<void> {
  const { jobId, sessionId } = stored
  const [media, units] = await Promise.all([listMedia(floor.db, jobId), listUnits(floor.db, jobId)])
  const job = createLiveJob(stored)
  for (const each of media) job.media.set(each.mediaId, each)
  for (const unit of units) job.units.set(unit.unitId, unit)
  // A merge that was cut short is begun again when the board finds everything settled.
  if (job.phase === 'merging') job.phase = 'working'
  addLiveJob(floor, job)
  await restoreTimeline(floor, job)
  for (const unit of units) restoreUnit(floor, unit)
  await trustOver(floor, job)?.restore(job)
  if (job.phase === 'working') floor.tell({ type: 'job-completed', jobId })
  floor.news.say(sessionId, floor.clock.now(), sentences.jobGoesOn)
  const open = units.filter(({ outcome }) => outcome.type === 'open').length
  floor.log.info({ jobId, sessionId, units: units.length, open }, 'job taken up again')
}

/** After a restart, the last job of a session is in the database only: whoever looks at the session sees it again. */
export function recallEndedJob(floor: Floor, sessionId: SessionId): Promise<void> {
  return floor.turns.take(sessionId, async () => {
    if (jobOfSession(floor, sessionId)) return
    const stored = await findNewestJob(floor.db, sessionId)
    if (!stored || !isEnded(stored.phase)) return
    const job = createLiveJob(stored)
    for (const media of await listMedia(floor.db, stored.jobId)) job.media.set(media.mediaId, media)
    for (const unit of await listUnits(floor.db, stored.jobId)) job.units.set(unit.unitId, unit)
    endLiveJob(job, stored.phase, stored.failure)
    floor.jobs.set(job.jobId, job)
  })
}

const isEnded = (phase: JobPhase): phase is FinalPhase => !isUnfinished(phase)

function restoreUnit(floor: Floor, { jobId, unitId, position, frames, isStored, outcome }: StoredUnit): void {
  const unit = { jobId, unitId, position, frameCount: frames.length }
  if (outcome.type === 'open') floor.tell({ type: 'unit-offered', ...unit, isAvailable: isStored })
  else floor.tell({ type: 'unit-restored', ...unit, outcome: outcome.type === 'done' ? 'done' : 'failed' })
}

/** What was done before the restart, from the stored reports. How other leases ended then is not known any more. */
async function restoreTimeline(floor: Floor, { jobId, units }: LiveJob): Promise<void> {
  const timeline = floor.timelines.get(jobId)
  if (!timeline) return
  for (const { unitId, workerId, name, backend, frameCount, workMs, acceptedAt } of await listUnitWork(
    floor.db,
    jobId,
  )) {
    const position = units.get(unitId)?.position
    if (position === undefined) continue
    timeline.restored({ worker: { workerId, name, backend }, position, frameCount, workMs, acceptedAt })
  }
  const now = floor.clock.now()
  for (const { unitId, position, frames } of units.values())
    timeline.offered({ unitId, position, frameCount: frames.length }, now)
}
