import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'

/** A server that does nothing but talk, run as `npm start` runs the real one. */
const TALKATIVE = `
  const { runAsProgram } = await import('./signaling/program.ts')
  await runAsProgram(async () => {
    const talking = setInterval(() => { console.log('still here'); process.send('said') }, 5)
    return { port: 0, url: '', announcement: 'running', stop: async () => { clearInterval(talking); process.disconnect() } }
  })
`

test('[COO-22] a server whose terminal is gone goes on, and stops as it should when it is told to', async () => {
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', TALKATIVE], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const ended = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>
  const said = async (times: number) => {
    for (let count = 0; count < times; count++) await once(child, 'message')
  }
  await said(3)
  child.stdout?.destroy()
  child.stderr?.destroy()
  await said(10)
  child.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
}, 30_000)
