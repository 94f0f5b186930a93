'use client'

import { useIsReady } from '@/components/ui/use-is-ready'

/**
 * A date in the reader's own time zone. The server may sit in another one, so the first paint shows UTC's and the
 * browser puts its own in place, in the same width.
 */
export function LocalTime({ iso, withTime = true }: { iso: string; withTime?: boolean }) {
  const isBrowser = useIsReady()
  const format = new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    ...(withTime ? { hour: '2-digit', minute: '2-digit' } : {}),
    ...(isBrowser ? {} : { timeZone: 'UTC' }),
  })
  return <time dateTime={iso}>{format.format(new Date(iso))}</time>
}
