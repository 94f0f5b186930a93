import clsx from 'clsx'
import type { ComponentProps, ReactNode } from 'react'

interface TableProps extends ComponentProps<'table'> {
  caption: string
  /** Shown above the table; otherwise only read aloud. */
  isCaptionVisible?: boolean
  children: ReactNode
}

/** A table that scrolls in its own frame, head and first column in place. */
export function Table({ caption, isCaptionVisible = false, className, children, ...rest }: TableProps) {
  return (
    // A scrolling region must be reachable by keyboard; the caption names it.
    <div role="region" aria-label={caption} tabIndex={0} className="relative overflow-x-auto rounded-b-lg">
      <table {...rest} className={clsx('w-full border-separate border-spacing-0 text-sm', className)}>
        <caption className={isCaptionVisible ? 'px-5 pb-2 text-left text-sm text-ink-soft' : 'sr-only'}>
          {caption}
        </caption>
        {children}
      </table>
    </div>
  )
}

export function HeadCell({ isFirst = false, isNumeric = false, className, ...rest }: ComponentProps<'th'> & CellProps) {
  return (
    <th
      scope="col"
      {...rest}
      className={clsx(
        'border-y border-line bg-sunken px-3 py-2 text-xs font-medium whitespace-nowrap text-ink-soft first:pl-5 last:pr-5',
        isNumeric ? 'text-right' : 'text-left',
        isFirst && 'sticky left-0 z-10',
        className,
      )}
    />
  )
}

interface CellProps {
  /** Stays in view when the table scrolls sideways. */
  isFirst?: boolean
  isNumeric?: boolean
}

export function Cell({ isFirst = false, isNumeric = false, className, ...rest }: ComponentProps<'td'> & CellProps) {
  return (
    <td
      {...rest}
      className={clsx(
        'border-b border-line px-3 py-2 align-middle first:pl-5 last:pr-5',
        isNumeric && 'text-right',
        isFirst && 'sticky left-0 z-10 bg-surface',
        className,
      )}
    />
  )
}
