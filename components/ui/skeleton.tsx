import clsx from 'clsx'

/** Stands where content will be, in its size, so that nothing jumps. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <div
      aria-hidden
      className={clsx(
        'animate-shimmer rounded-md bg-sunken bg-[linear-gradient(100deg,var(--sunken)_40%,var(--line)_50%,var(--sunken)_60%)] bg-[length:200%_100%]',
        className,
      )}
    />
  )
}

/** What a loading page says to those who can't see the skeletons. */
export function LoadingPage({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div aria-busy className="flex flex-col gap-5">
      <p role="status" className="sr-only">
        {label}
      </p>
      {children}
    </div>
  )
}
