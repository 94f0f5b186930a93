import { assertNever } from '@/lib/core/assert-never'
import type { JobPhase, SessionView, WorkerView } from '@/lib/protocol/faculty'

export type JobView = NonNullable<SessionView['job']>

/** Devices that are connected, whatever they do just now. */
export const presentWorkers = (view: SessionView): WorkerView[] =>
  view.workers.filter(({ status }) => status !== 'gone')

/** Work is wanted: units are there or still coming. */
export const isUnderWay = (phase: JobPhase | undefined): boolean =>
  phase === 'feeding' || phase === 'working' || phase === 'merging'

/** Somebody other than this page who can take units now, or is called when there are some. */
export const hasOtherHelper = (view: SessionView): boolean =>
  view.workers.some(
    ({ status, isLocal, pausedBy }) =>
      !isLocal && (status === 'idle' || status === 'working' || (status === 'standing-by' && pausedBy.length === 0)),
  )

/** How fast it is just now: the last two steps together, because the newest has only begun. */
export const latestPace = ({ framesPerS }: NonNullable<JobView['pace']>): number => {
  const latest = framesPerS.slice(-2)
  return latest.length === 0 ? 0 : latest.reduce((sum, each) => sum + each, 0) / latest.length
}

/** Units still to be given out; the bar's empty part. */
export const queuedUnits = ({ units }: JobView): number =>
  Math.max(0, units.total - units.done - units.leased - units.failed)

export function phaseWords({ phase }: JobView): string {
  switch (phase) {
    case 'feeding':
      return 'Reading the recording and recognising'
    case 'working':
      return 'Recognising'
    case 'merging':
      return 'Putting the register together'
    case 'done':
      return 'Done'
    case 'cancelled':
      return 'Cancelled'
    case 'failed':
      return 'Failed'
    default:
      return assertNever(phase)
  }
}
