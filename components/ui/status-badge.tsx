import { ArrowLeftFromLine, CircleCheck, CircleHelp, Clock, Minus, NotebookPen } from 'lucide-react'

export type MarkStatus = 'present' | 'late' | 'left-early' | 'absent' | 'excused' | 'review'

/** Most urgent first: the order of filters and totals. */
export const markStatuses: readonly MarkStatus[] = ['review', 'present', 'late', 'left-early', 'absent', 'excused']

/** Word, icon and colours of a status. The word always stands beside the icon: colour never speaks alone. */
export const statusLook = {
  present: {
    word: 'Present',
    Icon: CircleCheck,
    text: 'text-present',
    soft: 'bg-present-soft',
    fill: 'bg-present-fill',
  },
  late: { word: 'Late', Icon: Clock, text: 'text-late', soft: 'bg-late-soft', fill: 'bg-late-fill' },
  'left-early': {
    word: 'Left early',
    Icon: ArrowLeftFromLine,
    text: 'text-left-early',
    soft: 'bg-left-early-soft',
    fill: 'bg-left-early-fill',
  },
  absent: { word: 'Absent', Icon: Minus, text: 'text-absent', soft: 'bg-absent-soft', fill: 'bg-absent-fill' },
  excused: {
    word: 'Excused',
    Icon: NotebookPen,
    text: 'text-excused',
    soft: 'bg-excused-soft',
    fill: 'bg-excused-fill',
  },
  review: { word: 'Review', Icon: CircleHelp, text: 'text-review', soft: 'bg-review-soft', fill: 'bg-review-fill' },
} satisfies Record<MarkStatus, object>

export function StatusBadge({ status }: { status: MarkStatus }) {
  const { word, Icon, text, soft } = statusLook[status]
  return (
    <span
      className={`inline-flex items-center gap-1.5 rounded-full px-2.5 py-0.5 text-sm font-medium whitespace-nowrap ${text} ${soft}`}
    >
      <Icon aria-hidden className="size-3.5 shrink-0" />
      {word}
    </span>
  )
}
