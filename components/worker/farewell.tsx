import { Button } from '@/components/ui/button'
import { buttonStyle } from '@/components/ui/button-style'
import type { NodePhase, Tally } from '@/lib/worker/node/node-state'
import { describePhase, describeThanks } from './sentences'
import { takeFocus } from './take-focus'
import { WorkerFrame } from './worker-frame'

type EndPhase = Extract<NodePhase, { readonly type: 'stopped' | 'refused' }>

/** The end, good or not: thanks with the count, or what happened, what is safe and what to do. */
export function Farewell({
  phase,
  tally,
  code,
  onAgain,
}: {
  phase: EndPhase
  tally: Tally
  code: string
  onAgain: () => void
}) {
  const { doing, more } = describePhase(phase)
  const hasHelped = tally.framesDone > 0
  return (
    <WorkerFrame code={code} data-phase={phase.type} actions={<NextStep phase={phase} onAgain={onAgain} />}>
      <div role={phase.type === 'refused' ? 'alert' : 'status'} className="flex flex-col gap-3">
        <h1 ref={takeFocus} tabIndex={-1} className="text-2xl outline-none">
          {doing}
        </h1>
        {(phase.type === 'stopped' || hasHelped) && <p className="text-lg">{describeThanks(tally)}</p>}
        {more !== null && <p className="text-ink-soft">{more}</p>}
      </div>
    </WorkerFrame>
  )
}

function NextStep({ phase, onAgain }: { phase: EndPhase; onAgain: () => void }) {
  switch (phase.reason) {
    case 'you':
    case 'engine-failed':
      return (
        <Button size="lg" variant="secondary" onClick={onAgain}>
          {phase.reason === 'you' ? 'Help again' : 'Try again'}
        </Button>
      )
    case 'protocol-mismatch':
    case 'model-mismatch':
      return (
        <Button size="lg" onClick={() => location.reload()}>
          Load the page again
        </Button>
      )
    case 'unknown-code':
    case 'session-over':
    case 'removed':
      return (
        <a href="/join" className={buttonStyle('secondary', 'lg')}>
          Type another code
        </a>
      )
    case 'not-signed-in':
    case 'sign-in-needed':
      return (
        <a href="/sign-in" className={buttonStyle('secondary', 'lg')}>
          Sign in
        </a>
      )
    case 'approval-needed':
    case 'replaced-by-reload':
      return null
  }
}
