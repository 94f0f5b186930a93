import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

export interface Coordinator {
  readonly url: string
  /** Of the process that runs now. */
  pid(): number
  /** Ends the process at once, as a power cut would. */
  kill(): Promise<void>
  /** Starts it again on the same port and data. */
  start(): Promise<void>
  stop(): Promise<void>
}

/** The coordinator as `npm start` runs it, in a process of its own, so that it can be killed. */
export async function startCoordinator(dataDir: string): Promise<Coordinator> {
  const port = await freePort()
  const url = `http://localhost:${port}`
  let child: ChildProcess

  const start = async () => {
    child = spawn(process.execPath, ['--import', 'tsx', 'signaling/server.ts'], {
      cwd: root,
      env: {
        ...process.env,
        NODE_ENV: 'production',
        PORT: String(port),
        HOST: '127.0.0.1',
        MUSTER_DATA_DIR: dataDir,
        MUSTER_LOG_LEVEL: 'warn',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await Promise.race([toldAddress(child, port), failOnExit(child)])
  }
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const closed = once(child, 'close')
    child.kill(signal)
    await closed
  }
  await start()
  return { url, pid: () => child.pid ?? 0, start, kill: () => end('SIGKILL'), stop: () => end('SIGTERM') }
}

/** The address is printed once the port is open. What follows is read on, so that the pipe never fills. */
function toldAddress({ stdout }: ChildProcess, port: number): Promise<void> {
  return new Promise((resolve) => {
    let text = ''
    stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (text.includes(`:${port}`)) resolve()
    })
  })
}

async function failOnExit(child: ChildProcess): Promise<never> {
  const [code] = await once(child, 'close')
  throw new Error(`the coordinator ended with ${code}`)
}

/** Asked of the system, used a moment later: tests run one at a time, so nobody takes it in between. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (!address || typeof address === 'string') throw new Error('no port')
  return address.port
}
