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
  // Two versions of the language data write a date a little differently; the browser's is put in place above anyway.
  return (
    <time dateTime={iso} suppressHydrationWarning>
      {format.format(new Date(iso))}
    </time>
  )
}
