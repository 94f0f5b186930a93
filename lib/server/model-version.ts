import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { processWide } from './process-wide'

const Manifest = z.object({ modelVersion: z.string().min(1).max(80) })

/**
 * Version of the models that pages are served (public/models/manifest.json). Descriptors of two versions can't be
 * compared, so photos and workers of another one are refused. Read once; our commands run in the project's folder, and
 * a bundled module would not know its own.
 */
export const readModelVersion = (): string =>
  processWide('model-version', () => {
    const text = readFileSync(join(process.cwd(), 'public', 'models', 'manifest.json'), 'utf8')
    return Manifest.parse(JSON.parse(text)).modelVersion
  })
