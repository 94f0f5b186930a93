import type { FFmpeg } from '@ffmpeg/ffmpeg'
import { FileTrouble } from './file-problem'

/** ffmpeg's own worker with one file mounted in it; nothing of the file is read before it is asked for. */
export interface FfmpegEngine {
  /** Runs a command line to its end and answers with the exit status. Throws when the core gives up or is stopped. */
  readonly run: (args: readonly string[], hear: Hearing) => Promise<number>
  /** Ends a running command too. */
  readonly stop: () => void
}

export interface Hearing {
  /** Each line that it writes, as it is written. */
  readonly onLine: (line: string) => void
  /** Each picture that it writes to FRAMES_PATH, after the lines that came before. */
  readonly onPicture?: (picture: Picture) => void
}

/** `rgba` is row-major [heightPx, widthPx, 4]. */
export interface Picture {
  readonly widthPx: number
  readonly heightPx: number
  readonly rgba: Uint8Array<ArrayBuffer>
}

/** No extension: ffmpeg is to judge the content, not the name. */
export const INPUT_PATH = '/in/input'
/** PAM pictures that are written here come out at once (public/feeder/streaming-core.js). */
export const FRAMES_PATH = '/dev/frames'
/** Where `cli/prepare-assets.mjs` puts the library and the core's WASM. */
const VENDOR_PATH = '/vendor/ffmpeg'
const CORE_PATH = '/feeder/streaming-core.js'

export async function startFfmpeg(file: Blob): Promise<FfmpegEngine> {
  const ffmpeg = await loadFfmpeg()
  try {
    await ffmpeg.createDir('/in')
    // The enum's values are its names; the enum itself is in the script that is loaded at run time.
    const workerFs = 'WORKERFS' as Parameters<FFmpeg['mount']>[0]
    await ffmpeg.mount(workerFs, { blobs: [{ name: 'input', data: file }] }, '/in')
  } catch {
    ffmpeg.terminate()
    throw new FileTrouble({ type: 'decoder-missing' })
  }
  return {
    run: async (args, { onLine, onPicture }) => {
      // The streaming core sends pictures through the log's channel, where the library's types know only text.
      const listen = ({ message }: { message: string | Picture }) => {
        if (typeof message === 'string') onLine(message)
        else onPicture?.(message)
      }
      const asLogListener = listen as LogListener
      ffmpeg.on('log', asLogListener)
      try {
        return await ffmpeg.exec(['-hide_banner', '-nostats', ...args])
      } finally {
        ffmpeg.off('log', asLogListener)
      }
    },
    stop: () => ffmpeg.terminate(),
  }
}

type LogListener = (event: { type: string; message: string }) => void

/**
 * The library starts its worker from a file beside itself, which bundlers don't follow; so it is loaded as it is, from
 * where it was copied to, and only when a video needs it: the core is 32 MB.
 */
async function loadFfmpeg(): Promise<FFmpeg> {
  const { origin } = self.location
  try {
    // The module at that address is @ffmpeg/ffmpeg itself, so its types hold.
    const address = `${origin}${VENDOR_PATH}/index.js`
    const library = (await import(/* webpackIgnore: true */ /* turbopackIgnore: true */ address)) as {
      readonly FFmpeg: typeof FFmpeg
    }
    const ffmpeg = new library.FFmpeg()
    await ffmpeg.load({ coreURL: `${origin}${CORE_PATH}`, wasmURL: `${origin}${VENDOR_PATH}/ffmpeg-core.wasm` })
    return ffmpeg
  } catch {
    throw new FileTrouble({ type: 'decoder-missing' })
  }
}
