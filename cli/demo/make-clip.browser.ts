/**
 * Runs inside the demo's own browser page: a camera that pans and zooms over still photos, encoded with WebCodecs.
 * The light changes and the picture is softened a little, so that no frame equals the photo people are enrolled from.
 */
import {
  BufferTarget,
  CanvasSource,
  Mp4OutputFormat,
  Output,
  QUALITY_HIGH,
  WebMOutputFormat,
  canEncodeVideo,
} from 'mediabunny'

const widthPx = 1280
const heightPx = 720
const framesPerSecond = 8

interface Shot {
  readonly url: string
  readonly seconds: number
}

/** @returns the clip's bytes in base64 and the extension that tells its container. */
async function makeClip(shots: readonly Shot[]): Promise<{ base64: string; extension: string }> {
  const canvas = new OffscreenCanvas(widthPx, heightPx)
  const context = canvas.getContext('2d')
  if (!context) throw new Error('this browser cannot draw')
  const isMp4 = await canEncodeVideo('avc', { width: widthPx, height: heightPx })
  const target = new BufferTarget()
  const output = new Output({ format: isMp4 ? new Mp4OutputFormat() : new WebMOutputFormat(), target })
  const source = new CanvasSource(canvas, { codec: isMp4 ? 'avc' : 'vp8', bitrate: QUALITY_HIGH })
  output.addVideoTrack(source, { frameRate: framesPerSecond })
  await output.start()
  let frame = 0
  for (const shot of shots) {
    const photo = await createImageBitmap(await (await fetch(shot.url)).blob())
    const count = Math.round(shot.seconds * framesPerSecond)
    for (let index = 0; index < count; index++) {
      draw(context, photo, index / count)
      await source.add(frame++ / framesPerSecond, 1 / framesPerSecond)
    }
    photo.close()
  }
  await output.finalize()
  if (!target.buffer) throw new Error('nothing was encoded')
  return { base64: toBase64(new Uint8Array(target.buffer)), extension: isMp4 ? 'mp4' : 'webm' }
}

/** @param progress 0..1 through the shot. */
function draw(context: OffscreenCanvasRenderingContext2D, photo: ImageBitmap, progress: number) {
  const zoom = 1 + 0.12 * Math.sin(progress * Math.PI)
  const scale = Math.min(widthPx / photo.width, heightPx / photo.height) * zoom
  const sway = Math.sin(progress * 2 * Math.PI) * 24
  context.fillStyle = '#20242a'
  context.fillRect(0, 0, widthPx, heightPx)
  context.filter = `brightness(${1 + 0.12 * Math.sin(progress * 5)}) blur(0.4px)`
  context.drawImage(
    photo,
    (widthPx - photo.width * scale) / 2 + sway,
    (heightPx - photo.height * scale) / 2,
    photo.width * scale,
    photo.height * scale,
  )
  context.filter = 'none'
}

function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let start = 0; start < bytes.length; start += 32_768)
    text += String.fromCharCode(...bytes.subarray(start, start + 32_768))
  return btoa(text)
}

Object.assign(globalThis, { makeClip })
