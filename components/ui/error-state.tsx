import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

interface ErrorStateProps {
  /** What happened. */
  title: string
  /** What is safe and what to do. */
  children?: ReactNode
  action?: ReactNode
}

export function ErrorState({ title, children, action }: ErrorStateProps) {
  return (
    <div role="alert" className="flex items-start gap-3 rounded-md border border-absent bg-absent-soft px-4 py-3">
      <CircleAlert aria-hidden className="mt-0.5 size-5 shrink-0 text-absent" />
      <div className="min-w-0 flex-1">
        <p className="font-medium text-absent">{title}</p>
        {children !== undefined && <div className="text-sm text-ink">{children}</div>}
      </div>
      {action}
    </div>
  )
}
