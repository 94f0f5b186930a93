/**
 * What must be true before anything runs: packages, assets, the Prisma client and, where asked, the site's build.
 * Plain Node, because on a fresh clone nothing is installed yet. Each step leaves a stamp (a hash of what it read), so a
 * second start does nothing. Runs the same as root and as an ordinary user.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
const stamps = join(root, 'node_modules', '.muster')

/** @param {{ build?: boolean }} options `build` makes the production build of the site too. */
export async function prepare({ build = false } = {}) {
  requireNode()
  await once('packages', ['package.json', 'package-lock.json'], 'Installing packages (about a minute)', () =>
    // Not `npm ci`: npm leaves other platforms' optional packages out of the lock and `ci` then refuses the lock as incomplete.
    // With --no-save the lock is followed and never rewritten.
    command('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error']),
  )
  await once(
    'assets',
    ['package-lock.json', 'cli/prepare-assets.mjs', 'public/models/manifest.json'],
    'Copying the face models',
    () => command(process.execPath, ['cli/prepare-assets.mjs']),
  )
  await once('prisma', ['prisma/schema.prisma', 'package-lock.json'], 'Generating the database client', () =>
    command(bin('prisma'), ['generate'], offlinePrisma()),
  )
  if (build) {
    await once('build', sources, 'Building the site (about a minute)', () =>
      command(bin('next'), ['build'], { NEXT_TELEMETRY_DISABLED: '1' }),
    )
  }
}

const sources = [
  'app',
  'components',
  'lib',
  'public/models/manifest.json',
  'next.config.mjs',
  'postcss.config.mjs',
  'tsconfig.json',
  'package-lock.json',
]

export const bin = (name) => join(root, 'node_modules', '.bin', name)

/** `prisma generate` needs no schema engine, yet looks for one to download; naming any existing file keeps it offline. */
const offlinePrisma = () => ({
  PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? process.execPath,
})

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  console.error(`Muster needs Node 20.19 or newer; this is ${process.version}.`)
  process.exit(1)
}

/** Runs `work` unless it succeeded before on the same inputs. */
async function once(name, inputs, sentence, work) {
  const stamp = join(stamps, name)
  const now = digest(inputs)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return
  const startedAt = Date.now()
  console.log(`• ${sentence} …`)
  await work()
  mkdirSync(stamps, { recursive: true })
  writeFileSync(stamp, digest(inputs))
  console.log(`  done in ${Math.round((Date.now() - startedAt) / 1000)} s`)
}

function digest(inputs) {
  const hash = createHash('sha256').update(process.versions.modules)
  for (const input of inputs)
    for (const file of filesBelow(join(root, input))) hash.update(relative(root, file)).update(readFileSync(file))
  return hash.digest('hex')
}

function filesBelow(path) {
  if (!existsSync(path)) return []
  if (statSync(path).isFile()) return [path]
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.name !== 'generated' && !/\.test\.tsx?$/.test(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => filesBelow(join(path, entry.name)))
}

/** Runs a program in the repository; its output is shown only when it fails, all of it. */
function command(program, args, env = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const output = []
    child.stdout.on('data', (chunk) => output.push(chunk))
    child.stderr.on('data', (chunk) => output.push(chunk))
    child.on('error', (error) => giveUp(`${program}: ${error.message}`))
    child.on('close', (code) => (code === 0 ? resolve() : giveUp(Buffer.concat(output).toString())))
  })
}

function giveUp(output) {
  console.error(output)
  console.error('Muster could not get ready: the step above failed.')
  process.exit(1)
}
