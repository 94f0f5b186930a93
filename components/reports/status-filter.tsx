'use client'

import { Search } from 'lucide-react'
import type { StatusTotals } from '@/lib/protocol/course-view'
import { markStatuses, statusLook } from '@/components/ui/status-badge'
import type { StatusFilter as Filter } from './register-rows'

interface StatusFilterProps {
  totals: StatusTotals
  total: number
  status: Filter
  onStatus: (status: Filter) => void
  query: string
  onQuery: (query: string) => void
}

/** The totals of a register, each of them a filter. */
export function StatusFilter({ totals, total, status, onStatus, query, onQuery }: StatusFilterProps) {
  const shown = markStatuses.filter((name) => totals[name] > 0 || name === status)
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 px-5 pb-3">
      <div role="group" aria-label="Show" className="flex flex-wrap gap-2">
        <Chip isOn={status === 'all'} count={total} onPress={() => onStatus('all')}>
          All
        </Chip>
        {shown.map((name) => {
          const { word, Icon, text } = statusLook[name]
          return (
            <Chip key={name} isOn={status === name} count={totals[name]} onPress={() => onStatus(name)}>
              <Icon aria-hidden className={`size-4 ${text}`} />
              {word}
            </Chip>
          )
        })}
      </div>
      <label className="flex min-w-48 flex-1 items-center gap-2 rounded-md border border-line-strong bg-surface px-3 has-focus-visible:outline-2 has-focus-visible:outline-accent sm:max-w-64">
        <Search aria-hidden className="size-4 text-ink-faint" />
        <span className="sr-only">Search the register</span>
        <input
          type="search"
          value={query}
          onChange={(event) => onQuery(event.target.value)}
          placeholder="Name or number"
          className="min-h-9 w-full bg-transparent text-sm outline-none placeholder:text-ink-faint"
        />
      </label>
    </div>
  )
}

interface ChipProps {
  isOn: boolean
  count: number
  onPress: () => void
  children: React.ReactNode
}

function Chip({ isOn, count, onPress, children }: ChipProps) {
  return (
    <button
      type="button"
      aria-pressed={isOn}
      onClick={onPress}
      className="inline-flex min-h-9 items-center gap-1.5 rounded-full border border-line-strong bg-surface px-3 text-sm font-medium transition-colors duration-150 hover:bg-hover aria-pressed:border-accent aria-pressed:bg-accent-soft"
    >
      {children}
      <span className="tabular-nums">{count}</span>
    </button>
  )
}
