import { Worker } from 'node:worker_threads'
import type { Answered, Asked } from '../protocol/helper-thread'

/** A thread that answers questions. It runs only while there are any, and a while longer. */
export interface HelperThread<Question, Answer> {
  /** Rejects when the thread failed or ended; the next question starts a new one. */
  ask(question: Question): Promise<Answer>
  stop(): Promise<void>
}

/** A new thread reads only JavaScript; tsx, which runs this file too, has to be asked again there (tsx.is, "Worker threads"). */
const bootCode = (main: URL) => `
  import(${JSON.stringify(import.meta.resolve('tsx/esm/api'))}).then(({ register }) => {
    register()
    return import(${JSON.stringify(main.href)})
  })`

/** A thread that nobody has asked for this long is ended: each holds some 100 MB. */
const IDLE_MS = 60_000

interface Waiting<Answer> {
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: Error) => void
}

/**
 * Starts no thread until there is something to do. For the coordinator alone: a bundle would not find the thread's file.
 * @param name as it is called in trouble: "the NAME ended".
 */
export function createHelperThread<Question, Answer>({
  name,
  main,
  data,
}: {
  readonly name: string
  readonly main: URL
  readonly data?: unknown
}): HelperThread<Question, Answer> {
  const waiting = new Map<number, Waiting<Answer>>()
  let worker: Worker | null = null
  let lastId = 0
  let idle: NodeJS.Timeout | undefined

  function running(): Worker {
    if (worker) return worker
    const started = new Worker(bootCode(main), { eval: true, workerData: data })
    // It never keeps a process alive that has nothing else to do.
    started.unref()
    started.on('message', (reply: Answered<Answer>) => {
      const asked = waiting.get(reply.id)
      waiting.delete(reply.id)
      if ('answer' in reply) asked?.resolve(reply.answer)
      else asked?.reject(new Error(reply.trouble))
      clearTimeout(idle)
      if (waiting.size === 0) idle = setTimeout(() => void stop(), IDLE_MS).unref()
    })
    started.on('error', (error) => giveUp(started, error))
    started.on('exit', () => giveUp(started, new Error(`the ${name} ended`)))
    return (worker = started)
  }

  function giveUp(ended: Worker, error: unknown): void {
    if (worker !== ended) return
    worker = null
    for (const { reject } of waiting.values()) reject(error instanceof Error ? error : new Error(String(error)))
    waiting.clear()
  }

  async function stop(): Promise<void> {
    clearTimeout(idle)
    await worker?.terminate()
  }

  return {
    ask: (question) =>
      new Promise((resolve, reject) => {
        clearTimeout(idle)
        const id = (lastId += 1)
        waiting.set(id, { resolve, reject })
        const asked: Asked<Question> = { id, question }
        running().postMessage(asked)
      }),
    stop,
  }
}
