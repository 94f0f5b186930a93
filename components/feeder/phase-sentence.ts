import type { FeederPhase } from '@/lib/client/feeder/feeder-state'
import { assertNever } from '@/lib/core/assert-never'

/** What a screen reader is told when the phase changes. */
export function phaseSentence(phase: FeederPhase): string {
  switch (phase.type) {
    case 'idle':
      return ''
    case 'feeding':
      return 'Reading the recording.'
    case 'uploading':
      return 'The recording is read; the last frames are on their way to the coordinator.'
    case 'fed':
      return 'Every frame is at the coordinator. This page may be closed.'
    case 'cancelled':
      return 'The job was cancelled.'
    case 'failed':
      return phase.sentence
    default:
      return assertNever(phase)
  }
}
