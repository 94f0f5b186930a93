import { assertNever } from '../../core/assert-never'
import { FRAMES_AHEAD, type FromDecoder, type ToDecoder } from './decode-messages'
import { FileTrouble } from './file-problem'
import type { FrameReader } from './frame-reader'
import { openMedia } from './open-media'

/** Decoding, comparing and JPEG making, away from the page's thread. Ended from outside by terminating it. */
let reader: FrameReader | null = null
let room = FRAMES_AHEAD
let wake = () => {}

// The page is the only one that can send here, and it is built together with this worker.
self.addEventListener('message', ({ data }: MessageEvent<ToDecoder>) => {
  switch (data.type) {
    case 'open':
      return void open(data)
    case 'read':
      return void read(data)
    case 'more':
      room += 1
      return wake()
    default:
      assertNever(data)
  }
})

const tell = (message: FromDecoder, transfer: Transferable[] = []) => self.postMessage(message, { transfer })

async function open({ media }: Extract<ToDecoder, { type: 'open' }>) {
  const opened = await openMedia(media)
  if (!opened.ok) return tell({ type: 'refused', problem: opened.problem })
  reader = opened.value
  const { decoder, kind, isLive, durationS, fileNames, why } = reader
  tell({ type: 'opened', facts: { decoder, kind, isLive, durationS, fileNames, why } })
}

async function read({ options }: Extract<ToDecoder, { type: 'read' }>) {
  if (!reader) return
  try {
    for await (const event of reader.read({ ...options, onReached: (atS) => tell({ type: 'reached', atS }) })) {
      if (event.type !== 'kept') {
        tell({ type: 'event', event })
        continue
      }
      while (room === 0) await new Promise<void>((resolve) => (wake = resolve))
      room -= 1
      tell({ type: 'event', event }, [event.jpeg.buffer])
    }
    tell({ type: 'ended' })
  } catch (error) {
    tell({ type: 'broken', problem: error instanceof FileTrouble ? error.problem : { type: 'unreadable' } })
  }
}
