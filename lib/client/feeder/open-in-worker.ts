import { assertNever } from '../../core/assert-never'
import { fail, ok, type Result } from '../../core/result'
import type { FromDecoder, MediaToOpen, ReaderFacts, ToDecoder } from './decode-messages'
import { FileTrouble, type FileProblem } from './file-problem'
import type { FrameEvent, FrameReader, ReadOptions } from './frame-reader'

/**
 * Opens a recording or photos with a decoder in a worker of its own, so that the page stays quick. Where a worker can't be
 * started, the same code runs on the page's thread.
 */
export async function openInWorker(media: MediaToOpen): Promise<Result<FrameReader, FileProblem>> {
  const worker = startWorker()
  if (!worker) return openHere(media)
  const send = (message: ToDecoder) => worker.postMessage(message)
  const first = await new Promise<FromDecoder | null>((resolve) => {
    worker.onmessage = ({ data }: MessageEvent<FromDecoder>) => resolve(data)
    // Its script could not be loaded or run; nothing has been opened yet.
    worker.onerror = () => resolve(null)
    send({ type: 'open', media })
  })
  if (first?.type === 'opened') return ok(readerIn(worker, first.facts))
  worker.terminate()
  return first?.type === 'refused' ? fail(first.problem) : openHere(media)
}

async function openHere(media: MediaToOpen): Promise<Result<FrameReader, FileProblem>> {
  const { openMedia } = await import('./open-media')
  return openMedia(media)
}

function startWorker(): Worker | null {
  if (typeof Worker === 'undefined' || typeof OffscreenCanvas === 'undefined') return null
  try {
    return new Worker(new URL('./decode.worker.ts', import.meta.url), { type: 'module', name: 'muster-decoder' })
  } catch {
    // A browser without module workers.
    return null
  }
}

function readerIn(worker: Worker, facts: ReaderFacts): FrameReader {
  const inbox: FrameEvent[] = []
  let end: 'ended' | FileProblem | null = null
  let wake = () => {}

  async function* read({ onReached, ...options }: ReadOptions): AsyncGenerator<FrameEvent, void> {
    worker.onmessage = ({ data }: MessageEvent<FromDecoder>) => {
      take(data, onReached)
      wake()
    }
    worker.onerror = () => {
      end = { type: 'undecodable', codec: null }
      wake()
    }
    worker.postMessage({ type: 'read', options } satisfies ToDecoder)
    for (;;) {
      const event = inbox.shift()
      if (event) {
        yield event
        if (event.type === 'kept') worker.postMessage({ type: 'more' } satisfies ToDecoder)
      } else if (end === 'ended') return
      else if (end) throw new FileTrouble(end)
      else await new Promise<void>((resolve) => (wake = resolve))
    }
  }

  function take(message: FromDecoder, onReached: ReadOptions['onReached']) {
    switch (message.type) {
      case 'event':
        inbox.push(message.event)
        return
      case 'reached':
        onReached?.(message.atS)
        return
      case 'ended':
        end = 'ended'
        return
      case 'broken':
      case 'refused':
        end = message.problem
        return
      case 'opened':
        return
      default:
        assertNever(message)
    }
  }

  const stop = () => {
    worker.terminate()
    inbox.length = 0
    end ??= 'ended'
    wake()
  }
  return { ...facts, read, finish: stop, stop }
}
