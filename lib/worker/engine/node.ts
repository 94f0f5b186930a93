/**
 * The engine in Node, on WASM: the same pipeline for tests, benchmarks and helper processes. Only those import it.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-wasm'
import sharp from 'sharp'
import type { WitnessFrame } from '../../protocol/witness'
import { describeAt } from './describe-at'
import { ModelManifest, readModels } from './model-manifest'
import { createNets } from './nets/nets'
import type { DecodePicture, EncodePicture } from './picture'
import { createRecogniser } from './recogniser'

export const decodeWithSharp: DecodePicture = async (encoded) => {
  try {
    const image = sharp(encoded, { limitInputPixels: 100_000_000 }).rotate().toColourspace('srgb').removeAlpha()
    const { data, info } = await image.raw().toBuffer({ resolveWithObject: true })
    if (info.channels !== 3) return null
    return { rgb: data, widthPx: info.width, heightPx: info.height }
  } catch {
    // sharp throws on whatever it can't read; to the engine that is one answer.
    return null
  }
}

const encodeWithSharp: EncodePicture = ({ rgb, widthPx, heightPx }, quality) =>
  sharp(rgb, { raw: { width: widthPx, height: heightPx, channels: 3 } })
    .jpeg({ quality: Math.round(quality * 100) })
    .toBuffer()

/** @param modelsDir where `cli/prepare-assets.mjs` put manifest and weights. */
export async function createNodeEngine({ modelsDir = join(process.cwd(), 'public', 'models') } = {}) {
  await tf.setBackend('wasm')
  await tf.ready()
  const manifest = ModelManifest.parse(JSON.parse(await readFile(join(modelsDir, 'manifest.json'), 'utf8')))
  const models = await readModels(manifest, async ({ path, sha256 }) => {
    const bytes = await readFile(join(modelsDir, path))
    if (createHash('sha256').update(bytes).digest('hex') !== sha256) throw new Error(`${path} is damaged`)
    return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
  })
  const nets = createNets(models, { isGpu: false })
  return {
    nets,
    modelVersion: manifest.modelVersion,
    ...createRecogniser(nets, { decode: decodeWithSharp, encode: encodeWithSharp }),
    describeAt: (frames: readonly WitnessFrame[]) => describeAt(nets, decodeWithSharp, frames),
    stop: nets.dispose,
  }
}
export type NodeEngine = Awaited<ReturnType<typeof createNodeEngine>>
