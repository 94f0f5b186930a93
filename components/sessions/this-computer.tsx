'use client'

import { assertNever } from '@/lib/core/assert-never'
import type { EngineProgress } from '@/lib/worker/engine/create-engine'
import type { NodeState } from '@/lib/worker/node/node-state'
import { Card } from '@/components/ui/card'
import { Choice } from '@/components/ui/choice'
import { ProgressBar } from '@/components/ui/progress-bar'
import type { HelperMode } from './helper-rule'
import type { LocalHelperState } from './local-helper'

interface ThisComputerProps {
  state: LocalHelperState
  onMode: (mode: HelperMode) => void
}

/** The switch for the page's own computer, so that a job finishes even in an empty room. */
export function ThisComputer({ state, onMode }: ThisComputerProps) {
  const preparation = state.node?.phase.type === 'preparing' && state.isHelping ? state.node.phase.preparation : null
  return (
    <Card title="This computer">
      <Choice
        label="This computer helps"
        value={state.mode}
        onChange={onMode}
        options={[
          { value: 'when-alone', label: 'When nobody else is here' },
          { value: 'always', label: 'Always' },
          { value: 'never', label: 'Never' },
        ]}
      />
      <p role="status" className="mt-3 text-sm text-ink-soft">
        {helperWords(state)}
      </p>
      {preparation && (
        <div className="mt-3">
          <Preparation progress={preparation} />
        </div>
      )}
    </Card>
  )
}

function Preparation({ progress }: { progress: EngineProgress }) {
  switch (progress.step) {
    case 'downloading': {
      const { loadedBytes, totalBytes } = progress
      return (
        <ProgressBar
          label="Loading the face models"
          value={totalBytes > 0 ? `${megabytes(loadedBytes)} of ${megabytes(totalBytes)} MB` : 'from this computer'}
          share={totalBytes > 0 ? loadedBytes / totalBytes : null}
        />
      )
    }
    case 'calibrating':
      return (
        <ProgressBar
          label="Trying this computer’s speed"
          value={`${progress.done} of ${progress.total} steps`}
          share={progress.total > 0 ? progress.done / progress.total : null}
        />
      )
    default:
      return assertNever(progress)
  }
}

const megabytes = (bytes: number) => (bytes / 1_000_000).toFixed(1)

function helperWords({ mode, isHelping, node }: LocalHelperState): string {
  if (mode === 'never') return 'Stays out of the work.'
  if (node) return nodeWords(node, isHelping)
  if (mode === 'always') return 'Helps as soon as there is work.'
  return 'Steps in when there is work and no other device for three seconds.'
}

function nodeWords({ phase, tally }: NodeState, isHelping: boolean): string {
  switch (phase.type) {
    case 'idle':
    case 'preparing':
      return 'Getting ready.'
    case 'connecting':
    case 'reconnecting':
      return 'Connecting to the coordinator.'
    case 'waiting':
    case 'working':
      return `Helping: ${tally.unitsDone === 1 ? '1 unit' : `${tally.unitsDone} units`} done.`
    case 'paused':
      return isHelping ? 'Paused.' : 'Other devices are here, so it rests.'
    case 'stopped':
      return 'Was shut down for this job.'
    case 'refused':
      return phase.reason === 'engine-failed' ? 'Cannot run the face models.' : 'Could not join; reload this page.'
    default:
      return assertNever(phase)
  }
}
