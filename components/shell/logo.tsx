/** A register in nine dots: most are there. */
export function Logo({ className = 'size-8' }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden className={className}>
      <rect width="32" height="32" rx="8" className="fill-accent" />
      <g className="fill-on-accent">
        <circle cx="9.5" cy="9" r="2.6" />
        <circle cx="16" cy="9" r="2.6" />
        <circle cx="22.5" cy="9" r="2.6" opacity=".45" />
        <circle cx="9.5" cy="15.5" r="2.6" />
        <circle cx="16" cy="15.5" r="2.6" opacity=".45" />
        <circle cx="22.5" cy="15.5" r="2.6" />
      </g>
      <path
        d="M8.5 23l3.2 2.6L23.5 22"
        className="fill-none stroke-on-accent"
        strokeWidth="2.2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  )
}
