import { parentPort } from 'node:worker_threads'
import type { Answered, Asked } from '../lib/protocol/helper-thread'
import type { WitnessQuestion, WitnessReply } from '../lib/protocol/witness'
import { createNodeEngine } from '../lib/worker/engine/node'

/**
 * The witness: the volunteers' own engine, on a thread of the coordinator's process. It is a program of its own beside
 * the coordinator, which starts it by its file name and imports nothing of it (docs/adr/0010).
 */
const engine = createNodeEngine()
let last: Promise<void> = Promise.resolve()

parentPort?.on('message', ({ id, question }: Asked<WitnessQuestion>) => {
  const reply = (answer: Answered<WitnessReply>) => parentPort?.postMessage(answer)
  // One after another: the nets run on one thread anyway, and two at once would hold the tensors of both.
  last = last.then(async () => {
    try {
      reply({ id, answer: await look(question) })
    } catch (error) {
      reply({ id, trouble: error instanceof Error ? (error.stack ?? error.message) : String(error) })
    }
  })
})
// A question that waits for the engine is answered with its trouble; without one, nobody needs to know.
engine.catch(() => undefined)

async function look(question: WitnessQuestion): Promise<WitnessReply> {
  const { describeAt, describeFrames } = await engine
  if (question.type === 'frames') return { type: 'frames', frames: await describeFrames(question.jpegs) }
  const startedAt = performance.now()
  const faces = await describeAt(question.frames)
  return { type: 'views', faces, workMs: performance.now() - startedAt }
}
