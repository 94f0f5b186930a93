import { CalendarDays } from 'lucide-react'
import Link from 'next/link'
import { assertNever } from '@/lib/core/assert-never'
import type { SessionSummary } from '@/lib/protocol/course-view'
import { LocalTime } from '@/components/shell/local-time'
import { EmptyState } from '@/components/ui/empty-state'
import { markStatuses, StatusBadge } from '@/components/ui/status-badge'
import { Cell, HeadCell, Table } from '@/components/ui/table'
import { NewSession } from './new-session'

export function SessionList({ courseId, sessions }: { courseId: string; sessions: readonly SessionSummary[] }) {
  if (sessions.length === 0)
    return (
      <EmptyState icon={<CalendarDays />} title="No session yet" action={<NewSession courseId={courseId} />}>
        A session is one meeting of the class. Open one, upload its recording, and the devices in the room take the
        roll.
      </EmptyState>
    )
  return (
    <Table caption="Sessions, newest first">
      <thead>
        <tr>
          <HeadCell isFirst>Session</HeadCell>
          <HeadCell className="hidden sm:table-cell">Held</HeadCell>
          <HeadCell>Register</HeadCell>
        </tr>
      </thead>
      <tbody>
        {sessions.map((session) => (
          <tr key={session.id}>
            <Cell isFirst className="min-w-40">
              <Link href={`/sessions/${session.id}`} className="rounded-sm font-medium text-accent hover:underline">
                {session.title}
              </Link>
              <p className="text-ink-soft sm:hidden">
                <LocalTime iso={session.heldAt} />
              </p>
            </Cell>
            <Cell className="hidden whitespace-nowrap text-ink-soft sm:table-cell">
              <LocalTime iso={session.heldAt} />
            </Cell>
            <Cell>{register(session)}</Cell>
          </tr>
        ))}
      </tbody>
    </Table>
  )
}

function register({ phase, totals }: SessionSummary) {
  switch (phase) {
    case null:
      return <span className="text-ink-faint">No recording yet</span>
    case 'feeding':
    case 'working':
    case 'merging':
      return <span className="font-medium text-accent">Taking the roll…</span>
    case 'cancelled':
      return <span className="text-ink-faint">Cancelled</span>
    case 'failed':
      return <span className="text-absent">Failed</span>
    case 'done':
      return (
        <ul className="flex flex-wrap gap-x-3 gap-y-1">
          {markStatuses
            .filter((status) => (totals?.[status] ?? 0) > 0)
            .map((status) => (
              <li key={status} className="flex items-center gap-1.5 tabular-nums">
                {totals?.[status]} <StatusBadge status={status} />
              </li>
            ))}
        </ul>
      )
    default:
      return assertNever(phase)
  }
}
