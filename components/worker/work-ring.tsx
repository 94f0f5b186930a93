/** Of a 200-unit view box: big enough for a number that is read at arm's length. */
const RADIUS = 88
const ROUND = 2 * Math.PI * RADIUS

/**
 * The whole job as a ring: what all devices did, and inside it this device's part. It may go back, because the job grows
 * while the recording is still being read. It moves only when there is news: the device has better things to draw.
 */
export function WorkRing({
  value,
  caption,
  mine,
  all,
}: {
  /** The number in the middle and what it counts. */
  value: string
  caption: string
  /** Shares of the whole job, 0..1. `all` includes `mine`. */
  mine: number
  all: number
}) {
  return (
    <div className="relative mx-auto aspect-square w-full max-w-56">
      <svg viewBox="0 0 200 200" className="size-full -rotate-90" aria-hidden>
        <circle cx="100" cy="100" r={RADIUS} fill="none" strokeWidth="14" className="stroke-line" />
        <Arc share={all} className="stroke-present-fill/45" />
        <Arc share={mine} className="stroke-accent" />
      </svg>
      <div className="absolute inset-0 flex flex-col items-center justify-center text-center">
        <span className="text-3xl font-semibold tabular-nums">{value}</span>
        <span className="max-w-40 text-sm text-ink-soft">{caption}</span>
      </div>
    </div>
  )
}

function Arc({ share, className }: { share: number; className: string }) {
  const drawn = Math.min(1, Math.max(0, share))
  if (drawn === 0) return null
  return (
    <circle
      cx="100"
      cy="100"
      r={RADIUS}
      fill="none"
      strokeWidth="14"
      strokeLinecap={drawn < 1 ? 'round' : 'butt'}
      strokeDasharray={`${drawn * ROUND} ${ROUND}`}
      className={`transition-[stroke-dasharray] duration-250 ease-out ${className}`}
    />
  )
}
