/** `npm start`: gets ready, then serves. The server's own code stops it gracefully on SIGTERM and Ctrl-C. */
import { spawn } from 'node:child_process'
import { bin, prepare, root } from './prepare.mjs'

await prepare({ build: true })
const child = spawn(bin('tsx'), ['signaling/server.ts'], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, NODE_ENV: 'production' },
})
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
child.on('close', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
