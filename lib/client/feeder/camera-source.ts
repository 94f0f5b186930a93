import { fail, ok, type Result } from '../../core/result'
import { slotAtOrAfter, slotTimeS, toMillisecond } from '../../core/video/sampling'
import type { FileProblem } from './file-problem'
import type { FramesOptions, FrameSource, LostFrames, SourceFrame } from './frame-source'

/** As sharp as a class needs; the browser gives what the camera has. */
const WANTED: MediaTrackConstraints = { width: { ideal: 1920 }, height: { ideal: 1080 }, facingMode: 'environment' }

/** Asks for the camera. Sound is never asked for. */
export async function openCamera(): Promise<Result<MediaStream, FileProblem>> {
  // Browsers hide cameras from pages that are neither https nor localhost.
  if (!navigator.mediaDevices) return fail({ type: 'camera-refused' })
  try {
    return ok(await navigator.mediaDevices.getUserMedia({ video: WANTED, audio: false }))
  } catch (error) {
    const isRefused = error instanceof DOMException && error.name === 'NotAllowedError'
    return fail({ type: isRefused ? 'camera-refused' : 'camera-missing' })
  }
}

/** A live camera: the same path as a recording's, without an end. Times count from the first frame. */
export function cameraSource(stream: MediaStream): FrameSource {
  let isStopped = false
  let wake = () => {}

  async function* frames({ plan, afterS }: FramesOptions): AsyncGenerator<SourceFrame | LostFrames, void> {
    const video = document.createElement('video')
    video.muted = true
    video.playsInline = true
    video.srcObject = stream
    await video.play().catch(() => undefined)
    const startedAt = performance.now() - Math.max(0, afterS) * 1_000
    const nowS = () => (performance.now() - startedAt) / 1_000
    while (!isStopped && stream.active) {
      const atS = toMillisecond(nowS())
      yield await frameOf(video, atS)
      // Instants that passed while the last frame was waited for are past: a camera can't be asked again.
      const nextS = slotTimeS(plan, slotAtOrAfter(plan, nowS()))
      await pause((nextS - nowS()) * 1_000)
    }
    video.srcObject = null
  }

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.max(20, ms))
      wake = () => (clearTimeout(timer), resolve())
    })

  return {
    decoder: 'webcodecs',
    kind: 'video',
    durationS: null,
    frames,
    stop: () => {
      isStopped = true
      for (const track of stream.getTracks()) track.stop()
      wake()
    },
  }
}

async function frameOf(video: HTMLVideoElement, atS: number): Promise<SourceFrame | LostFrames> {
  try {
    const bitmap = await createImageBitmap(video)
    return {
      ...{ type: 'frame', atS, widthPx: bitmap.width, heightPx: bitmap.height },
      draw: (context, widthPx, heightPx) => context.drawImage(bitmap, 0, 0, widthPx, heightPx),
      close: () => bitmap.close(),
    }
  } catch {
    // The camera was pulled out or gives nothing yet.
    return { type: 'lost', atS, count: 1 }
  }
}
