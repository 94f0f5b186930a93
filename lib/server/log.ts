import pino, { type Logger } from 'pino'
import pretty from 'pino-pretty'
import { getConfig } from './config'
import { processWide } from './process-wide'

export type { Logger }

/**
 * The process's log: error = a person must act; warn = we recovered; info = one line per change of life-cycle; debug =
 * the rest. Never a name, a face, a descriptor, a cookie or a key: ids only. JSON lines, or readable ones on a terminal.
 */
export const getLog = (): Logger =>
  processWide('log', () => {
    const options = {
      level: getConfig().logLevel,
      base: null,
      // The safety net under the rule above, for whole objects that get logged by mistake.
      redact: {
        paths: [
          'name',
          'email',
          'password',
          'descriptor',
          'descriptors',
          'cookie',
          '*.name',
          '*.email',
          '*.password',
          '*.descriptor',
          '*.descriptors',
          'headers.cookie',
          '*.headers.cookie',
        ],
        censor: '…',
      },
    }
    // Without a worker thread: a bundled server could not find the transport's file, and a crash would lose its last lines.
    return process.stdout.isTTY
      ? pino(options, pretty({ sync: true, translateTime: 'HH:MM:ss', ignore: 'pid,hostname' }))
      : pino(options)
  })

export const logOf = (area: string): Logger => getLog().child({ area })
