import clsx from 'clsx'
import type { ReactNode } from 'react'

interface CardProps {
  /** Heading of the card; with it the card is a named region. */
  title?: string
  headingLevel?: 2 | 3
  description?: ReactNode | undefined
  /** Controls at the right of the heading. */
  actions?: ReactNode
  /** `none` lets a table reach the edges. */
  padding?: 'normal' | 'none'
  className?: string
  children: ReactNode
}

export function Card({
  title,
  headingLevel = 2,
  description,
  actions,
  padding = 'normal',
  className,
  children,
}: CardProps) {
  const Heading = headingLevel === 2 ? 'h2' : 'h3'
  return (
    <section aria-label={title} className={clsx('rounded-lg border border-line bg-surface shadow-card', className)}>
      {(title !== undefined || actions !== undefined) && (
        <header className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-5 pt-4">
          <div className="min-w-0">
            {title !== undefined && <Heading className="text-lg">{title}</Heading>}
            {description !== undefined && <p className="text-sm text-ink-soft">{description}</p>}
          </div>
          {actions !== undefined && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
        </header>
      )}
      <div className={padding === 'none' ? 'pt-3' : 'px-5 pt-3 pb-5'}>{children}</div>
    </section>
  )
}
