/** `npm run roll|demo -- …`: gets ready, then runs the TypeScript command of that name in this folder. */
import { spawn } from 'node:child_process'
import { bin, prepare, root } from './prepare.mjs'

/** Commands that open the site need its build; the others only the packages. */
const needsBuild = new Set(['roll', 'demo'])

const [name = '', ...args] = process.argv.slice(2)
await prepare({ build: needsBuild.has(name) })
const child = spawn(bin('tsx'), [`cli/${name}.ts`, ...args], { cwd: root, stdio: 'inherit' })
// The command stops by itself on these; this process only waits for it, so that its exit code is ours.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
child.on('close', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
