import { fail, ok, type Result } from '../../core/result'
import type { FileProblem } from './file-problem'
import type { FramesOptions, LostFrames, SourceFrame } from './frame-source'
import type { OpenedVideo } from './open-video'
import { isPhotoName, listZipPhotos, type PackedPhoto } from './zip-photos'

/** Photos have no clock of their own; they stand this far apart in the register, in s. */
const STEP_S = 1

export const isZip = ({ name, type }: File): boolean => /zip/.test(type) || /\.zip$/i.test(name)
export const isPhoto = ({ name, type }: File): boolean => type.startsWith('image/') || isPhotoName(name)

/** With its folders where a folder was chosen. */
export const pathOf = ({ name, webkitRelativePath }: File): string => webkitRelativePath || name

/** Opens photos and zips of photos as one set, in the order given; those of a zip by name. */
export async function openPhotos(files: readonly File[]): Promise<Result<OpenedVideo, FileProblem>> {
  const photos: PackedPhoto[] = []
  for (const file of files) {
    if (!isZip(file)) photos.push({ name: pathOf(file), read: () => Promise.resolve(file) })
    else {
      const listed = await listZipPhotos(file).catch(() => fail<FileProblem>({ type: 'unreadable' }))
      if (!listed.ok) return listed
      photos.push(...listed.value)
    }
  }
  if (!(await hasReadable(photos))) return fail({ type: 'no-photo', triedCount: photos.length })
  let isStopped = false

  async function* frames({ afterS }: FramesOptions): AsyncGenerator<SourceFrame | LostFrames, void> {
    for (const [place, photo] of photos.entries()) {
      const atS = place * STEP_S
      if (atS <= afterS) continue
      if (isStopped) return
      yield (await decode(photo, atS)) ?? { type: 'lost', atS, count: 1 }
    }
  }

  const why = photos.length === 1 ? 'A photo.' : `${photos.length} photos, looked at one by one.`
  const durationS = photos.length * STEP_S
  const fileNames = photos.map(({ name }) => name)
  const source = { durationS, fileNames, frames, stop: () => (isStopped = true) }
  return ok({ source: { decoder: 'photos', kind: 'photos', ...source }, why })
}

async function hasReadable(photos: readonly PackedPhoto[]): Promise<boolean> {
  for (const photo of photos) {
    const frame = await decode(photo, 0)
    frame?.close()
    if (frame) return true
  }
  return false
}

/** The picture upright, as its EXIF says; null when the browser can't read it. */
async function decode(photo: PackedPhoto, atS: number): Promise<SourceFrame | null> {
  try {
    const blob = await photo.read()
    if (!blob) return null
    const bitmap = await createImageBitmap(blob, { imageOrientation: 'from-image' })
    return {
      ...{ type: 'frame', atS, widthPx: bitmap.width, heightPx: bitmap.height },
      draw: (context, widthPx, heightPx) => context.drawImage(bitmap, 0, 0, widthPx, heightPx),
      close: () => bitmap.close(),
    }
  } catch {
    // Not a picture that this browser reads, or no longer where it was.
    return null
  }
}
