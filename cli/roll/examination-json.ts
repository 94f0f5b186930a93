import { photoProblemSentence } from '../../lib/core/recognition/photo'
import type { ExaminationView, ExaminedPicture } from '../../lib/protocol/examination-view'
import type { PictureOperation } from '../../lib/protocol/unit'
import type { PhotoFile } from './photos-folder'

/** What `--json` writes of one picture. Outsiders rely on this shape: add to it, never change it. */
export interface PhotoJson {
  /** Below the folder, with `/` between its parts. */
  readonly file: string
  readonly widthPx: number | null
  readonly heightPx: number | null
  readonly faces: readonly {
    readonly box: ExaminedPicture['faces'][number]['box']
    readonly score: number
    readonly quality?: ExaminedPicture['faces'][number]['quality']
    readonly descriptor?: readonly number[] | null
  }[]
  /** `describe`: the face that enrolment would take, by its place among `faces`; null where it would refuse the photo. */
  readonly chosen?: number | null
  /** Why it is refused: a sentence, and the word for it. */
  readonly reason?: string
  readonly problem?: string
}

/** Every picture of the folder in its order, what nobody could read included. */
export function toPhotoJson(
  operation: PictureOperation,
  photos: readonly PhotoFile[],
  { pictures }: ExaminationView,
): PhotoJson[] {
  // The page was given the readable ones in this order, and their place is their time.
  const found = new Map(pictures.map((picture) => [picture.atS, picture]))
  let place = 0
  return photos.map(({ file, isReadable }): PhotoJson => {
    const picture = isReadable ? found.get(place++) : undefined
    const own = operation === 'describe' ? { chosen: picture?.chosen ?? null } : {}
    const reason = picture ? picture.reason : photoProblemSentence({ type: 'not-a-picture' })
    return {
      file,
      widthPx: picture?.widthPx || null,
      heightPx: picture?.heightPx || null,
      faces: (picture?.faces ?? []).map(({ box, score, quality, descriptor }) => ({
        ...{ box, score },
        ...(operation === 'describe' ? { quality, descriptor } : {}),
      })),
      ...own,
      ...(reason === null ? {} : { reason, problem: picture?.problem ?? 'not-a-picture' }),
    }
  })
}
