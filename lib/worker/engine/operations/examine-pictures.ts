import { mirrorChip } from '../../../core/recognition/alignment'
import {
  MAX_FACES_PER_FRAME,
  MAX_PICTURE_BYTES,
  type ExaminedFace,
  type ExaminedFrame,
} from '../../../protocol/examined'
import type { PictureOperation } from '../../../protocol/unit'
import { averageDescriptors, describeChips } from '../describe-faces'
import { MAX_ROWS, type Nets } from '../nets/nets'
import type { DecodePicture, EncodePicture } from '../picture'
import type { DescribeOptions } from '../recogniser'
import { PICTURE_OPERATIONS, type Look } from './registry'

export type ExamineOptions = Pick<DescribeOptions, 'signal' | 'onFrame' | 'breathe' | 'duty'>

/** Runs an operation over a unit's pictures, each for itself; their faces are described in full batches, mirror images too. */
export function createExaminer(nets: Nets, decode: DecodePicture, encode: EncodePicture) {
  return async (
    operation: PictureOperation,
    encoded: readonly Uint8Array[],
    { signal, onFrame, breathe }: ExamineOptions = {},
  ): Promise<ExaminedFrame[]> => {
    const looks: { readonly look: Look; readonly jpeg: Uint8Array | null }[] = []
    const places: number[] = []
    for (const [index, bytes] of encoded.entries()) {
      signal?.throwIfAborted()
      const picture = await decode(bytes)
      if (picture) {
        const look = await PICTURE_OPERATIONS[operation](nets, picture)
        places[index] = looks.push({ look, jpeg: look.drawn ? await encodeWithin(encode, look.drawn) : null }) - 1
      }
      onFrame?.(index + 1)
      await breathe?.()
    }
    const chips = looks.flatMap(({ look }) =>
      facesOf(look).flatMap(({ chip }) => (chip ? [chip, mirrorChip(chip)] : [])),
    )
    const rows: Float32Array[] = []
    for (let start = 0; start < chips.length; start += MAX_ROWS) {
      signal?.throwIfAborted()
      rows.push(...(await describeChips(nets, chips.slice(start, start + MAX_ROWS))))
    }
    let next = 0
    const examined = looks.map(({ look, jpeg }): ExaminedFrame => {
      const faces = facesOf(look).map(({ box, score, quality, chip }): ExaminedFace => {
        const plain = chip ? rows[next++] : undefined
        const mirror = chip ? rows[next++] : undefined
        const descriptor = plain && mirror ? averageDescriptors(plain, mirror) : null
        return { box, score, quality: quality ?? null, descriptor }
      })
      return { outcome: 'examined', faces, chosen: look.chosen ?? null, refused: look.refused ?? null, picture: jpeg }
    })
    return encoded.map((_, index) => {
      const place = places[index]
      return (place === undefined ? undefined : examined[place]) ?? { outcome: 'failed', reason: 'undecodable' }
    })
  }
}

const facesOf = ({ faces }: Look) => faces.slice(0, MAX_FACES_PER_FRAME)

/** A picture that would not fit into the answer is pressed harder: a crowd of leaves is worth less detail. */
async function encodeWithin(encode: EncodePicture, picture: Parameters<EncodePicture>[0]): Promise<Uint8Array> {
  for (const quality of [0.9, 0.75, 0.5]) {
    const jpeg = await encode(picture, quality)
    if (jpeg.byteLength <= MAX_PICTURE_BYTES) return jpeg
  }
  return encode(picture, 0.25)
}
