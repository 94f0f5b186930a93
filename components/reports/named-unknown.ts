import type { ReportPerson, ReportUnknown } from '@/lib/protocol/report-view'
import { clockText } from '@/components/ui/time-text'

/** The reason that is kept with the mark of somebody named by hand. The span tells the face, also when groups change. */
export const namedWords = ({ cluster, firstSeenS, lastSeenS }: ReportUnknown): string =>
  `Named by hand: unknown ${cluster}, seen ${clockText(firstSeenS)}–${clockText(lastSeenS)}.`

/** Whom faculty said this face is, as the marks tell. */
export const namedAs = (unknown: ReportUnknown, people: readonly ReportPerson[]): ReportPerson | null =>
  people.find(({ override }) => override?.why === namedWords(unknown)) ?? null
