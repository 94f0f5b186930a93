import type { FrameResult } from '../protocol/report'
import type { WitnessAnswer, WitnessFrame } from '../protocol/witness'
import { processWide, setProcessWide } from './process-wide'

/**
 * Whoever looks again at faces that volunteers claim to have seen: a trusted engine with frames of the coordinator's own.
 * The coordinator's helper thread is one; an open faculty page could be another.
 */
export interface Witness {
  /** Rejects when it can't look now, so that what it was asked stays unverified; with `WitnessStopped`, nothing is released. */
  describe(frames: readonly WitnessFrame[]): Promise<WitnessAnswer>
  /** The frames of a unit, or of its beginning, as a device describes them. Rejects likewise. */
  describeFrames(jpegs: readonly Uint8Array[]): Promise<readonly FrameResult[]>
  /** It will be asked soon: whatever takes time to start may start. */
  wake(): void
}

/** The coordinator is stopping: nothing is decided without the witness, the next start asks again. */
export class WitnessStopped extends Error {
  override readonly name = 'WitnessStopped'
}

/** Null where there is none: in tests of other things, and where the models are missing. */
export const getWitness = (): Witness | null =>
  processWide<{ readonly witness: Witness | null }>('witness', () => ({ witness: null })).witness

export const setWitness = (witness: Witness | null): void =>
  setProcessWide('witness', witness ? { witness } : undefined)
