import type { JobPhase, SessionView, WorkerView } from '@/lib/protocol/faculty'

export type JobView = NonNullable<SessionView['job']>

/** Devices that are connected, whatever they do just now. */
export const presentWorkers = (view: SessionView): WorkerView[] =>
  view.workers.filter(({ status }) => status !== 'gone')

/** Work is wanted: units are there or still coming. */
export const isUnderWay = (phase: JobPhase | undefined): boolean =>
  phase === 'feeding' || phase === 'working' || phase === 'merging'

/** Somebody other than this page who can take units now. */
export const hasOtherHelper = (view: SessionView): boolean =>
  view.workers.some(({ status, isLocal }) => !isLocal && (status === 'idle' || status === 'working'))

/** Units still to be given out; the bar's empty part. */
export const queuedUnits = ({ units }: JobView): number =>
  Math.max(0, units.total - units.done - units.leased - units.failed)
