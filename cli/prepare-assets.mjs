/**
 * Brings what pages download besides script to `public/`: the weights of the four nets that the engine uses, tfjs's WASM
 * binaries, ffmpeg.wasm. Everything comes out of installed packages; nothing is fetched. What `public/models/manifest.json`
 * names must agree to the byte. Quick when it is already there. Run by `cli/prepare.mjs`; plain Node.
 *
 * The expression, age and gender nets of the face-api package are left where they are, on purpose (ARCHITECTURE.md).
 */
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const packages = join(root, 'node_modules')
const models = join(root, 'public', 'models')
const vendor = join(root, 'public', 'vendor')

const manifest = JSON.parse(readFileSync(join(models, 'manifest.json'), 'utf8'))

copyModels()
copyWasm()
copyFfmpeg()

function copyModels() {
  const source = join(packages, '@vladmandic', 'face-api', 'model')
  for (const file of manifest.files) {
    const to = join(models, file.path)
    if (existsSync(to) && isAsNamed(to, file)) continue
    copyFileSync(join(source, file.path), to)
    if (!isAsNamed(to, file)) {
      rmSync(to)
      stop(`${file.path} in the face-api package is not the one that public/models/manifest.json names.`)
    }
  }
  const expected = new Set(['manifest.json', ...manifest.files.map((file) => file.path)])
  for (const name of readdirSync(models)) if (!expected.has(name)) rmSync(join(models, name))
}

function copyWasm() {
  const source = join(packages, '@tensorflow', 'tfjs-backend-wasm', 'dist')
  const files = readdirSync(source).filter((name) => name.endsWith('.wasm'))
  copyAll(source, join(vendor, 'tfjs'), files)
}

/** The esm files as they are: the library's worker imports its neighbours and the core by relative address. */
function copyFfmpeg() {
  const library = join(packages, '@ffmpeg', 'ffmpeg', 'dist', 'esm')
  const scripts = readdirSync(library).filter((name) => name.endsWith('.js'))
  copyAll(library, join(vendor, 'ffmpeg'), scripts)
  const core = join(packages, '@ffmpeg', 'core', 'dist', 'esm')
  copyAll(core, join(vendor, 'ffmpeg'), ['ffmpeg-core.js', 'ffmpeg-core.wasm'])
}

function copyAll(from, to, names) {
  mkdirSync(to, { recursive: true })
  for (const name of names) {
    const source = join(from, name)
    const target = join(to, name)
    if (existsSync(target) && sha256(target) === sha256(source)) continue
    copyFileSync(source, target)
  }
}

function isAsNamed(path, { bytes, sha256: expected }) {
  return statSync(path).size === bytes && sha256(path) === expected
}

function sha256(path) {
  return createHash('sha256').update(readFileSync(path)).digest('hex')
}

function stop(sentence) {
  console.error(sentence)
  process.exit(1)
}
