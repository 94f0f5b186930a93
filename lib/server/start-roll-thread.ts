import { createHelperThread } from './helper-thread'
import type { RollThread, RollThreadAnswer, RollThreadData, RollThreadQuestion } from './roll-thread'

/** It has a database client of its own. */
export function createRollThread(data: RollThreadData): RollThread {
  const main = new URL('./roll-thread-main.ts', import.meta.url)
  const thread = createHelperThread<RollThreadQuestion, RollThreadAnswer>({ name: 'roll thread', main, data })
  return {
    draft: async (request) => {
      const answer = await thread.ask({ type: 'draft', request })
      if (answer.type !== 'draft') throw new Error(`asked for a draft, got ${answer.type}`)
      return answer.draft
    },
    weigh: async (request) => {
      const answer = await thread.ask({ type: 'weigh', request })
      if (answer.type !== 'weighed') throw new Error(`asked to weigh, got ${answer.type}`)
      return answer.weighed
    },
    stop: thread.stop,
  }
}
