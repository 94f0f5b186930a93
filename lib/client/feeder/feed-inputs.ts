import { ok, type Result } from '../../core/result'
import { crc32 } from '../../transport/crc32'
import { cameraSource } from './camera-source'
import type { FileProblem } from './file-problem'
import { readerOf, type FrameReader } from './frame-reader'
import { openInWorker } from './open-in-worker'
import { isPhoto, isZip, pathOf } from './photos-source'

/** One media of a job: a recording, a set of photos taken as one, or a camera. */
export interface FeedInput {
  readonly key: string
  readonly name: string
  readonly kind: 'video' | 'photos'
  readonly open: () => Promise<Result<FrameReader, FileProblem>>
}

export const fileKey = (file: File): string => `${pathOf(file)}|${file.size}|${file.lastModified}`.slice(-400)

/** Sorts what was chosen: each recording for itself, in the order given, and all photos together at the end. */
export function inputsOf(files: readonly File[]): FeedInput[] {
  const photos = files.filter((file) => isPhoto(file) || isZip(file))
  const videos = files.filter((file) => !photos.includes(file))
  const inputs = videos.map((file): FeedInput => ({
    ...{ key: fileKey(file), name: file.name, kind: 'video' },
    open: () => openInWorker({ kind: 'video', file }),
  }))
  const [first] = photos
  if (!first) return inputs
  const name = photos.length === 1 ? first.name : `${first.name} and ${photos.length - 1} more`
  const sum = crc32(new TextEncoder().encode(photos.map(fileKey).join('\n')))
  const key = `photos|${photos.length}|${sum}|${fileKey(first)}`.slice(0, 400)
  return [...inputs, { key, name, kind: 'photos', open: () => openInWorker({ kind: 'photos', files: photos }) }]
}

/** A camera's picture is only on the page, so it is read there: one frame a second costs it nothing. */
export const cameraInput = (stream: MediaStream, startedAt: Date): FeedInput => ({
  key: `camera|${startedAt.getTime()}`,
  name: `Camera, ${startedAt.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })}`,
  kind: 'video',
  open: () => Promise.resolve(ok(readerOf(cameraSource(stream), 'The camera, as it happens.', true))),
})
