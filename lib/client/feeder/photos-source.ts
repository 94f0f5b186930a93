import { unzip } from 'fflate'
import { fail, ok, type Result } from '../../core/result'
import type { FileProblem } from './file-problem'
import type { LostFrames, SourceFrame } from './frame-source'
import type { OpenedVideo } from './open-video'

/** A zip may claim any size, so what it says is believed only up to here, and unpacking stops there. */
const MAX_ENTRIES = 2_000
const MAX_ENTRY_BYTES = 64 * 1024 * 1024
const MAX_TOTAL_BYTES = 1024 * 1024 * 1024
/** Photos have no clock of their own; they stand this far apart in the register, in s. */
const STEP_S = 1

const isPictureName = (name: string) =>
  /\.(jpe?g|png|webp|avif|gif|bmp)$/i.test(name) && !/(^|\/)(\.|__MACOSX)/.test(name)

/** Opens pictures and zips of pictures as one set, in the order of their names within each. */
export async function openPhotos(files: readonly File[]): Promise<Result<OpenedVideo, FileProblem>> {
  const pictures: Blob[] = []
  for (const file of files) {
    if (!/zip/.test(file.type) && !/\.zip$/i.test(file.name)) {
      pictures.push(file)
      continue
    }
    const unpacked = await unpack(file)
    if (!unpacked.ok) return unpacked
    pictures.push(...unpacked.value)
  }
  const first = await firstReadable(pictures)
  if (!first) return fail({ type: 'no-photo', triedCount: pictures.length })
  let isStopped = false
  async function* frames({ afterS }: { readonly afterS: number }): AsyncGenerator<SourceFrame | LostFrames, void> {
    for (const [place, picture] of pictures.entries()) {
      const atS = place * STEP_S
      if (isStopped) return
      if (atS <= afterS) continue
      yield (await decode(picture, atS)) ?? { type: 'lost', atS, count: 1 }
    }
  }
  const source = {
    ...{ decoder: 'photos' as const, kind: 'photos' as const, durationS: pictures.length * STEP_S, frames },
    stop: () => void (isStopped = true),
  }
  return ok({ source, why: 'Photos are looked at one by one.' })
}

async function firstReadable(pictures: readonly Blob[]): Promise<Blob | null> {
  for (const picture of pictures) {
    const frame = await decode(picture, 0)
    frame?.close()
    if (frame) return picture
  }
  return null
}

/** The picture upright, as its EXIF says; null when the browser can't read it. */
async function decode(picture: Blob, atS: number): Promise<SourceFrame | null> {
  const bitmap = await createImageBitmap(picture, { imageOrientation: 'from-image' }).catch(() => null)
  if (!bitmap) return null
  return {
    ...{ type: 'frame', atS, widthPx: bitmap.width, heightPx: bitmap.height },
    draw: (context, widthPx, heightPx) => context.drawImage(bitmap, 0, 0, widthPx, heightPx),
    close: () => bitmap.close(),
  }
}

function unpack(zip: File): Promise<Result<Blob[], FileProblem>> {
  if (zip.size > MAX_TOTAL_BYTES) return Promise.resolve(fail({ type: 'zip-refused', why: 'too-large' }))
  return new Promise((resolve) => {
    let entryCount = 0
    let totalBytes = 0
    let refusal: 'too-many' | 'too-large' | null = null
    const take = ({ name, originalSize }: { name: string; originalSize: number }) => {
      if (refusal || !isPictureName(name)) return false
      entryCount += 1
      totalBytes += originalSize
      if (entryCount > MAX_ENTRIES) refusal = 'too-many'
      else if (originalSize > MAX_ENTRY_BYTES || totalBytes > MAX_TOTAL_BYTES) refusal = 'too-large'
      return refusal === null
    }
    void zip.arrayBuffer().then((buffer) =>
      unzip(new Uint8Array(buffer), { filter: take }, (error, entries) => {
        if (refusal) return resolve(fail({ type: 'zip-refused', why: refusal }))
        if (error) return resolve(fail({ type: 'zip-refused', why: 'damaged' }))
        const names = Object.keys(entries).sort((a, b) => a.localeCompare(b, undefined, { numeric: true }))
        resolve(ok(names.flatMap((name) => (entries[name] ? [new Blob([entries[name]])] : []))))
      }),
    )
  })
}
