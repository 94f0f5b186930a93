const dots = [9, 16, 23].flatMap((y, row) =>
  [9, 16, 23].map((x, column) => [x, y, !(row === 0 && column === 2) && !(row === 2 && column === 1)] as const),
)

/** A register in nine dots: most are there. */
export function Logo({ className = 'size-8' }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden className={className}>
      <rect width="32" height="32" rx="8" className="fill-accent" />
      {dots.map(([x, y, isThere]) => (
        <circle key={`${x} ${y}`} cx={x} cy={y} r="2.7" className="fill-on-accent" opacity={isThere ? 1 : 0.4} />
      ))}
    </svg>
  )
}
