// @ts-check
/**
 * ffmpeg's core as @ffmpeg/ffmpeg's worker expects it, with one addition: pictures that ffmpeg writes to /dev/frames (PAM,
 * RGBA) leave the worker at once, through the channel of the log, as { type: 'frame', message: { widthPx, heightPx, rgba } }.
 * The library itself hands files over only after a command has ended, so that a long video would have to be cut into many
 * commands, each of which seeks and decodes from the last key frame again.
 *
 * A plain script, because the library's worker loads the core by its address (lib/client/feeder/ffmpeg-engine.ts).
 */
import createCore from '../vendor/ffmpeg/ffmpeg-core.js'

/** @param {Record<string, unknown>} options */
export default async function createStreamingCore(options) {
  const core = await createCore(options)
  const device = core.FS.makedev(64, 0)
  const take = createAssembler((picture) => core.logger({ type: 'frame', message: picture }))
  core.FS.registerDevice(device, {
    open: () => {},
    close: () => {},
    /** @param {unknown} _stream @param {Uint8Array} heap @param {number} offset @param {number} length */
    write: (_stream, heap, offset, length) => {
      take(heap.subarray(offset, offset + length))
      return length
    },
  })
  core.FS.mkdev('/dev/frames', device)
  return core
}

const HEADER_END = 'ENDHDR\n'

/**
 * Puts pictures together from writes of any size. A PAM picture is a few lines of text (WIDTH, HEIGHT, …, ENDHDR) and then
 * its pixels, row-major [height, width, 4].
 * @param {(picture: { widthPx: number, heightPx: number, rgba: Uint8Array }) => void} onPicture
 */
function createAssembler(onPicture) {
  let header = ''
  /** @type {{ widthPx: number, heightPx: number, rgba: Uint8Array } | null} */
  let picture = null
  let filled = 0
  /** @param {Uint8Array} bytes */
  return (bytes) => {
    let at = 0
    while (at < bytes.length) {
      if (picture === null) {
        header += String.fromCharCode(bytes[at++] ?? 0)
        if (!header.endsWith(HEADER_END)) continue
        const widthPx = Number(/WIDTH (\d+)/.exec(header)?.[1])
        const heightPx = Number(/HEIGHT (\d+)/.exec(header)?.[1])
        picture = { widthPx, heightPx, rgba: new Uint8Array(widthPx * heightPx * 4) }
        header = ''
        filled = 0
      } else {
        const part = bytes.subarray(at, at + picture.rgba.length - filled)
        picture.rgba.set(part, filled)
        filled += part.length
        at += part.length
        if (filled < picture.rgba.length) continue
        onPicture(picture)
        picture = null
      }
    }
  }
}
