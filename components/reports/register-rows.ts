import type { MarkStatus } from '@/lib/protocol/course-view'
import type { ReportPerson } from '@/lib/protocol/report-view'

export type StatusFilter = MarkStatus | 'all'

/** What stands in the table: review items first, then by number; only those that fit the filter and the search. */
export function rowsOf(
  people: readonly ReportPerson[],
  { status, query }: { readonly status: StatusFilter; readonly query: string },
): ReportPerson[] {
  const wanted = query.trim().toLowerCase()
  return people
    .filter((person) => status === 'all' || person.status === status)
    .filter((person) => `${person.name} ${person.id}`.toLowerCase().includes(wanted))
    .sort(
      (one, two) =>
        Number(two.status === 'review') - Number(one.status === 'review') ||
        one.id.localeCompare(two.id, 'en', { numeric: true }),
    )
}

/** Keys that mark the row one is on. */
export const markKeys: Readonly<Record<string, MarkStatus>> = { p: 'present', l: 'late', a: 'absent', e: 'excused' }

/** Where the arrow keys lead from row `at` of `count`; null for keys that don't move. */
export function nextRow(key: string, at: number, count: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return Math.min(count - 1, at + 1)
    case 'ArrowUp':
      return Math.max(0, at - 1)
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return null
  }
}
