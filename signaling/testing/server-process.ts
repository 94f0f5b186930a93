import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A coordinator that can be killed like a real one. */
export interface ServerProcess {
  readonly url: string
  readonly port: number
  /** Sends a signal and resolves with the exit code, null for one that a signal ended. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null>
}

const SERVE = fileURLToPath(new URL('serve.ts', import.meta.url))

export async function startServerProcess(dataDir: string, port = 0): Promise<ServerProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', SERVE, dataDir, String(port)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const told: string[] = []
  child.stderr.on('data', (chunk: Buffer) => told.push(chunk.toString()))
  const started = await firstPort(child, told)
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return {
    url: `http://127.0.0.1:${started}`,
    port: started,
    end: (signal) => {
      child.kill(signal)
      return ended
    },
  }
}

async function firstPort(child: ChildProcess, told: readonly string[]): Promise<number> {
  if (!child.stdout) throw new Error('a child without output')
  for await (const line of createInterface({ input: child.stdout })) {
    const port = /"port":(\d+)\}$/.exec(line)?.[1]
    if (port) return Number(port)
    process.stderr.write(`${line}\n`)
  }
  throw new Error(`the server did not start: ${told.join('')}`)
}
