import type { Result } from '../../core/result'
import type { FileProblem } from './file-problem'
import { openVideo, type OpenedVideo } from './open-video'
import { openPhotos } from './photos-source'

/** One media of a job: a recording, or a set of photos taken as one. */
export interface FeedInput {
  readonly key: string
  readonly name: string
  readonly kind: 'video' | 'photos'
  readonly open: () => Promise<Result<OpenedVideo, FileProblem>>
}

const isPicture = ({ name, type }: File) => type.startsWith('image/') || /\.(jpe?g|png|webp|avif|gif|bmp)$/i.test(name)
const isZip = ({ name, type }: File) => /zip/.test(type) || /\.zip$/i.test(name)

export const fileKey = ({ name, size, lastModified }: File): string => `${name}|${size}|${lastModified}`.slice(-400)

/** Sorts what was chosen: each recording for itself, in the order given, and all pictures together. */
export function inputsOf(files: readonly File[]): FeedInput[] {
  const pictures = files.filter((file) => isPicture(file) || isZip(file))
  const videos = files.filter((file) => !pictures.includes(file))
  const inputs = videos.map((file): FeedInput => ({
    key: fileKey(file),
    name: file.name,
    kind: 'video',
    open: () => openVideo(file),
  }))
  const [first] = pictures
  if (!first) return inputs
  const name = pictures.length === 1 ? first.name : `${first.name} and ${pictures.length - 1} more`
  const key = `photos|${pictures.map(fileKey).join('|')}`.slice(0, 400)
  return [...inputs, { key, name, kind: 'photos', open: () => openPhotos(pictures) }]
}
