import { Worker } from 'node:worker_threads'
import type { RollThread, RollThreadAnswer, RollThreadData, RollThreadQuestion } from './roll-thread'
import type { RegisterDraft } from './register-draft'

/** A new thread reads only JavaScript; tsx, which runs this file too, has to be asked again there (tsx.is, "Worker threads"). */
const bootCode = () => `
  import(${JSON.stringify(import.meta.resolve('tsx/esm/api'))}).then(({ register }) => {
    register()
    return import(${JSON.stringify(new URL('./roll-thread-main.ts', import.meta.url).href)})
  })`

/** A thread that nobody has asked for this long is ended: it has a database client of its own, some 100 MB. */
const IDLE_MS = 60_000

interface Waiting {
  readonly resolve: (draft: RegisterDraft) => void
  readonly reject: (error: Error) => void
}

/** Starts no thread until there is something to do. For the coordinator alone: a bundle of this file would not find the thread's beside it. */
export function createRollThread(data: RollThreadData): RollThread {
  const waiting = new Map<number, Waiting>()
  let worker: Worker | null = null
  let lastId = 0
  let idle: NodeJS.Timeout | undefined

  function running(): Worker {
    if (worker) return worker
    const started = new Worker(bootCode(), { eval: true, workerData: data })
    // It never keeps a process alive that has nothing else to do.
    started.unref()
    started.on('message', (answer: RollThreadAnswer) => {
      const asked = waiting.get(answer.id)
      waiting.delete(answer.id)
      if ('draft' in answer) asked?.resolve(answer.draft)
      else asked?.reject(new Error(answer.trouble))
      clearTimeout(idle)
      if (waiting.size === 0) idle = setTimeout(() => void stop(), IDLE_MS).unref()
    })
    started.on('error', (error) => giveUp(started, error))
    started.on('exit', () => giveUp(started, new Error('the roll thread ended')))
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
    draft: (request) =>
      new Promise((resolve, reject) => {
        clearTimeout(idle)
        const id = (lastId += 1)
        waiting.set(id, { resolve, reject })
        const question: RollThreadQuestion = { id, request }
        running().postMessage(question)
      }),
    stop,
  }
}
