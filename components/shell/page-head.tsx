import { ChevronRight } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'

interface PageHeadProps {
  title: string
  /** Where one came from, outermost first. */
  trail?: readonly { readonly label: string; readonly href: string }[]
  description?: ReactNode
  actions?: ReactNode
}

export function PageHead({ title, trail = [], description, actions }: PageHeadProps) {
  return (
    <div className="mb-6 flex flex-wrap items-end justify-between gap-x-6 gap-y-4">
      <div className="min-w-0">
        {trail.length > 0 && (
          <nav aria-label="Breadcrumb">
            <ol className="flex flex-wrap items-center gap-1 text-sm text-ink-faint">
              {trail.map(({ label, href }) => (
                <li key={href} className="flex items-center gap-1">
                  <Link href={href} className="rounded-sm hover:text-ink hover:underline">
                    {label}
                  </Link>
                  <ChevronRight aria-hidden className="size-3.5" />
                </li>
              ))}
            </ol>
          </nav>
        )}
        <h1 className="text-2xl break-words">{title}</h1>
        {description !== undefined && <div className="mt-1 text-ink-soft">{description}</div>}
      </div>
      {actions !== undefined && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </div>
  )
}
