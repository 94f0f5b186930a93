import { z } from 'zod'

export const NET_NAMES = ['ssd', 'tiny', 'landmarks', 'descriptor'] as const
export type NetName = (typeof NET_NAMES)[number]

/** `public/models/manifest.json`: the files of the nets, with what proves that they arrived whole. */
export const ModelManifest = z.object({
  /** Names weights and preprocessing together: descriptors are comparable only when this is equal. */
  modelVersion: z.string().min(1).max(80),
  weights: z.string(),
  preprocessing: z.string(),
  origin: z.string(),
  licence: z.string(),
  files: z.array(
    z.object({
      net: z.enum(NET_NAMES),
      part: z.enum(['layout', 'weights']),
      path: z.string().regex(/^[\w.-]+$/),
      bytes: z.number().int().positive(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
})
export type ModelManifest = z.infer<typeof ModelManifest>
export type ModelFile = ModelManifest['files'][number]

/** The version of the arithmetic between a picture and the nets: alignment, mirror average, norms. */
export const PREPROCESSING = 'chip-1'

/** What the nets are built from: parsed layout and raw weights of each. */
export type ModelBytes = Readonly<Record<NetName, { readonly layout: unknown; readonly weights: ArrayBuffer }>>

/** Reads all files of a manifest through `read`, which answers for their checksums. */
export async function readModels(
  manifest: ModelManifest,
  read: (file: ModelFile) => Promise<ArrayBuffer>,
): Promise<ModelBytes> {
  if (manifest.preprocessing !== PREPROCESSING) {
    throw new Error(`models are for preprocessing ${manifest.preprocessing}, this engine does ${PREPROCESSING}`)
  }
  const contents = new Map<string, ArrayBuffer>()
  await Promise.all(manifest.files.map(async (file) => contents.set(`${file.net}/${file.part}`, await read(file))))
  const piece = (net: NetName, part: string): ArrayBuffer => {
    const bytes = contents.get(`${net}/${part}`)
    if (!bytes) throw new Error(`the model manifest names no ${part} of ${net}`)
    return bytes
  }
  const net = (name: NetName) => ({
    layout: JSON.parse(new TextDecoder().decode(piece(name, 'layout'))) as unknown,
    weights: piece(name, 'weights'),
  })
  return { ssd: net('ssd'), tiny: net('tiny'), landmarks: net('landmarks'), descriptor: net('descriptor') }
}
