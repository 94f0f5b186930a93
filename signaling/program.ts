import { logOf } from '../lib/server/log'
import type { RunningServer } from './server'

/** One Ctrl-C reaches us twice, from the terminal and from `npm start`; only a later one means "now". */
const SAME_SIGNAL_MS = 1_000

/** `npm start`: serves until it is told to stop, and ends with a sentence when it can't. */
export async function runAsProgram(start: () => Promise<RunningServer>): Promise<void> {
  // A terminal that was closed must not take the class with it: what is written to it fails, and that failure would be
  // reported to the same terminal, without end.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  let server: RunningServer
  try {
    server = await start()
  } catch (error) {
    process.stderr.write(`${sentenceFor(error)}\n`)
    process.exit(1)
  }
  process.stdout.write(`${server.announcement}\n`)

  let stoppingSince: number | null = null
  const onSignal = (): void => {
    if (stoppingSince !== null) {
      if (performance.now() - stoppingSince > SAME_SIGNAL_MS) process.exit(1)
      return
    }
    stoppingSince = performance.now()
    process.stdout.write('  Stopping …\n')
    server.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${sentenceFor(error)}\n`)
        process.exit(1)
      },
    )
  }
  // A bug in one handler must not send a whole class home; what was acknowledged is on disk either way.
  process.on('unhandledRejection', (error) =>
    logOf('program').error({ err: error }, 'something was not awaited and failed'),
  )
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
}

function sentenceFor(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE')
    return 'The port is taken by another program. Stop that one, or set PORT to another number.'
  if (code === 'EACCES')
    return `Not allowed: ${error.message}. Is the port below 1024, or the data folder somebody else's?`
  return process.env.MUSTER_LOG_LEVEL === 'debug' ? (error.stack ?? error.message) : error.message
}
