import type { WitnessAnswer, WitnessQuestion } from '../lib/protocol/witness'
import { createHelperThread } from '../lib/server/helper-thread'
import { type Witness, WitnessStopped } from '../lib/server/witness'

/** The coordinator's own witness: started when a register is about to be released, ended when it is idle (docs/adr/0010). */
export function createWitnessThread(): Witness & { stop(): Promise<void> } {
  const main = new URL('../witness/main.ts', import.meta.url)
  const thread = createHelperThread<WitnessQuestion, WitnessAnswer>({ name: 'witness', main })
  let isStopped = false
  return {
    wake: () => void thread.ask([]).catch(() => undefined),
    describe: async (question) => {
      try {
        if (isStopped) throw new WitnessStopped()
        return await thread.ask(question)
      } catch (error) {
        throw isStopped ? new WitnessStopped() : error
      }
    },
    stop: () => {
      isStopped = true
      return thread.stop()
    },
  }
}
