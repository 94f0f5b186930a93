import type { WitnessQuestion, WitnessReply } from '../lib/protocol/witness'
import { createHelperThread } from '../lib/server/helper-thread'
import { type Witness, WitnessStopped } from '../lib/server/witness'

/** The coordinator's own witness: started when something is to be looked at again, ended when it is idle (docs/adr/0010). */
export function createWitnessThread(): Witness & { stop(): Promise<void> } {
  const main = new URL('../witness/main.ts', import.meta.url)
  const thread = createHelperThread<WitnessQuestion, WitnessReply>({ name: 'witness', main })
  let isStopped = false

  async function ask<Type extends WitnessQuestion['type']>(
    question: Extract<WitnessQuestion, { type: Type }>,
  ): Promise<Extract<WitnessReply, { type: Type }>> {
    try {
      if (isStopped) throw new WitnessStopped()
      // The thread answers each question with its own type.
      return (await thread.ask(question)) as Extract<WitnessReply, { type: Type }>
    } catch (error) {
      throw isStopped ? new WitnessStopped() : error
    }
  }

  return {
    wake: () => void ask({ type: 'views', frames: [] }).catch(() => undefined),
    describe: (frames) => ask({ type: 'views', frames }),
    describeFrames: async (jpegs) => (await ask({ type: 'frames', jpegs })).frames,
    stop: () => {
      isStopped = true
      return thread.stop()
    },
  }
}
