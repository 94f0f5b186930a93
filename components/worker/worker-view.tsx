'use client'

import { Pause, Play, Square } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { Button } from '@/components/ui/button'
import type { NodePhase, NodeState } from '@/lib/worker/node/node-state'
import type { WorkerNode } from '@/lib/worker/node/worker-node'
import { remember } from '@/lib/worker/wishes-memory'
import { Farewell } from './farewell'
import { HelpWishes } from './help-wishes'
import { describePhase, describeThanks } from './sentences'
import { takeFocus } from './take-focus'
import { useSettledPhase } from './use-settled-phase'
import { useWakeLock } from './use-wake-lock'
import { WorkFacts } from './work-facts'
import { WorkRing } from './work-ring'
import { WorkerFrame } from './worker-frame'

/** The page while the device helps: the ring, what it does, and pause and stop at the thumb. */
export function WorkerView({ node, code, onAgain }: { node: WorkerNode; code: string; onAgain: () => void }) {
  const state = useSyncExternalStore(node.subscribe, node.getState, node.getState)
  const phase = useSettledPhase(state.phase)
  const { share, transport, tally } = state
  useWakeLock(phase.type === 'working')

  if (phase.type === 'stopped' || phase.type === 'refused') {
    return <Farewell phase={phase} tally={tally} code={code} onAgain={onAgain} />
  }
  const words = describePhase(phase, share)
  const isDone = phase.type === 'waiting' && share?.waitsFor === 'nothing'
  const isPausedByYou = phase.type === 'paused' && phase.by === 'you'
  return (
    <WorkerFrame
      code={code}
      data-phase={phase.type}
      data-transport={transport}
      actions={
        <>
          {isPausedByYou ? (
            <Button size="lg" onClick={node.resume}>
              <Play aria-hidden /> Go on
            </Button>
          ) : (
            <Button size="lg" variant="secondary" onClick={node.pause}>
              <Pause aria-hidden /> Pause
            </Button>
          )}
          <Button size="lg" variant="secondary" onClick={node.stop}>
            <Square aria-hidden /> Stop
          </Button>
        </>
      }
    >
      <h1 ref={takeFocus} tabIndex={-1} className="sr-only">
        This device is helping
      </h1>
      <WorkRing {...ringOf(phase, state)} />
      <div className="flex flex-col gap-1 text-center">
        <p role="status" className="text-xl font-semibold">
          {words.doing}
        </p>
        {/* Two lines are kept free, so that nothing jumps when there is less to say. */}
        <p className="min-h-12 text-ink-soft">
          {isDone && tally.framesDone > 0 && `${describeThanks(tally)} `}
          {words.more}
        </p>
      </div>
      <WorkFacts state={state} />
      <HelpWishes
        wishes={state.wishes}
        device={state.device}
        onWish={(wish) => {
          remember(wish)
          node.wish(wish)
        }}
      />
    </WorkerFrame>
  )
}

/** While the models come the ring is their share; then it is the job's. Both only say what is really there. */
function ringOf(phase: NodePhase, { tally, share }: NodeState) {
  if (phase.type === 'preparing' && phase.preparation.step === 'downloading' && phase.preparation.totalBytes > 0) {
    const loaded = phase.preparation.loadedBytes / phase.preparation.totalBytes
    return { value: `${Math.floor(loaded * 100)} %`, caption: 'of the face models is here', mine: loaded, all: loaded }
  }
  const total = Math.max(share?.unitsTotal ?? 0, tally.unitsDone, 1)
  return {
    value: tally.framesDone.toLocaleString('en'),
    caption: `${tally.framesDone === 1 ? 'picture' : 'pictures'} looked at by this device`,
    mine: tally.unitsDone / total,
    all: Math.max(share?.unitsDone ?? 0, tally.unitsDone) / total,
  }
}
