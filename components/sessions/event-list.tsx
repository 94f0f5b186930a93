'use client'

import type { SessionView } from '@/lib/protocol/faculty'
import { Card } from '@/components/ui/card'

/** What happened, newest first. Not a live region: it would talk without end. */
export function EventList({ events }: { events: SessionView['events'] }) {
  if (events.length === 0) return null
  const newestFirst = [...events].reverse()
  return (
    <Card title="What happened">
      {/* Scrolls, so the keyboard must reach it. */}
      <div role="region" aria-label="Events, newest first" tabIndex={0} className="max-h-72 overflow-y-auto">
        <ol className="flex flex-col gap-1.5 text-sm">
          {newestFirst.map(({ at, text }, index) => (
            <li key={`${at} ${events.length - index}`} className="flex gap-3">
              <time dateTime={new Date(at).toISOString()} className="shrink-0 text-ink-faint tabular-nums">
                {clock.format(at)}
              </time>
              <span>{text}</span>
            </li>
          ))}
        </ol>
      </div>
    </Card>
  )
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })
