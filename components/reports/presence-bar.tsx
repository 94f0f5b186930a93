import type { MarkStatus } from '@/lib/protocol/course-view'
import { statusLook } from '@/components/ui/status-badge'
import { clockText } from '@/components/ui/time-text'

interface PresenceBarProps {
  intervals: readonly { readonly startS: number; readonly endS: number }[]
  durationS: number
  status: MarkStatus
  size?: 'thin' | 'wide'
}

/** Class time from left to right; coloured where the person was seen. */
export function PresenceBar({ intervals, durationS, status, size = 'thin' }: PresenceBarProps) {
  const spoken = intervals.map(({ startS, endS }) => `${clockText(startS)} to ${clockText(endS)}`).join(', ')
  return (
    <div
      role="img"
      aria-label={spoken ? `Seen ${spoken}` : 'Not seen'}
      className={`relative w-full min-w-24 overflow-hidden rounded-full bg-sunken ring-1 ring-line ${size === 'wide' ? 'h-3' : 'h-1.5'}`}
    >
      {durationS > 0 &&
        intervals.map(({ startS, endS }) => (
          <span
            key={startS}
            className={`absolute inset-y-0 ${statusLook[status].fill}`}
            style={{
              left: `${(startS / durationS) * 100}%`,
              // Half a per cent at least: a moment in an hour must still be seen.
              width: `max(${((endS - startS) / durationS) * 100}%, 3px)`,
            }}
          />
        ))}
    </div>
  )
}
