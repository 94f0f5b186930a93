import { Button } from '@/components/ui/button'
import { InvitationWords } from './invitation-words'
import { WorkerFrame } from './worker-frame'

/** Asked again on the working page: after its script failed to come, or when its address was opened by itself. */
export function Invitation({
  code,
  isLoading,
  problem,
  onAgree,
}: {
  code: string
  isLoading: boolean
  problem: string | null
  onAgree: () => void
}) {
  return (
    <WorkerFrame
      code={code}
      data-phase="idle"
      actions={
        <Button size="lg" isBusy={isLoading} onClick={onAgree}>
          Help with this device
        </Button>
      }
    >
      <InvitationWords />
      {problem !== null && (
        <p role="alert" className="rounded-md bg-absent-soft px-4 py-3 text-absent">
          {problem}
        </p>
      )}
    </WorkerFrame>
  )
}
