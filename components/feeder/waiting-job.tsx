import type { SessionView } from '@/lib/protocol/faculty'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'

/** A job whose page went away in the middle: the same recording goes on, or the register is taken from what is there. */
export function WaitingJob({ job, onFinish }: { job: NonNullable<SessionView['job']>; onFinish: () => void }) {
  const names = job.media.map(({ name }) => name).join(', ')
  return (
    <Notice
      kind="warning"
      action={
        job.units.total > 0 && (
          <Button variant="secondary" size="sm" onClick={onFinish}>
            Finish with what is there
          </Button>
        )
      }
    >
      This job waits for its recording{names && ` (${names})`}. Choose the same file again and press Start: it goes on
      where it was.
    </Notice>
  )
}
