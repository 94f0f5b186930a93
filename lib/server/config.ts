import { resolve } from 'node:path'
import { z } from 'zod'
import { IceServerSchema } from '../protocol/volunteer'
import { processWide, setProcessWide } from './process-wide'

const iceServers = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text)
    } catch {
      context.addIssue({ code: 'custom', message: 'is not JSON' })
      return z.NEVER
    }
  })
  .pipe(z.array(IceServerSchema).max(16))

/** Every variable the server looks at. Nothing is required; README lists them with these defaults. */
const Environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: z.string().min(1).default('0.0.0.0'),
  MUSTER_DATA_DIR: z.string().min(1).default('data'),
  MUSTER_KEY_FILE: z.string().min(1).optional(),
  MUSTER_PUBLIC_URL: z.url().optional(),
  MUSTER_ICE_SERVERS: iceServers.default([]),
  MUSTER_TLS_CERT: z.string().min(1).optional(),
  MUSTER_TLS_KEY: z.string().min(1).optional(),
  MUSTER_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  MUSTER_JOIN_HOURS: z.coerce
    .number()
    .min(1)
    .max(24 * 30)
    .default(24),
  MUSTER_DEV: z.stringbool().default(false),
  MUSTER_METRICS_TOKEN: z.string().min(16).optional(),
  MUSTER_AUDITS: z.enum(['on', 'off']).default('off'),
  MUSTER_SIGN_IN_TRIES: z.coerce.number().int().min(1).max(10_000).default(10),
})

export interface Config {
  readonly port: number
  readonly host: string
  /** Database, blobs and, unless told otherwise, the key. Absolute. */
  readonly dataDir: string
  readonly databaseFile: string
  readonly blobDir: string
  /** 32 random bytes as hex; made at the first start. Keep it elsewhere than the backups of the database. */
  readonly keyFile: string
  /** Address volunteers should open, when it isn't the machine's own LAN address (a proxy, a name). */
  readonly publicUrl: string | null
  readonly iceServers: readonly z.infer<typeof IceServerSchema>[]
  readonly tls: { readonly certFile: string; readonly keyFile: string } | null
  readonly logLevel: z.infer<typeof Environment>['MUSTER_LOG_LEVEL']
  readonly joinCodeHours: number
  /** Pages are compiled when they are asked for, instead of served from the build. */
  readonly isDev: boolean
  /** What a Prometheus server shows as its bearer token; without one, /metrics is for signed-in people only. */
  readonly metricsToken: string | null
  /** Wrong or right sign-ins one address may try in a minute. */
  readonly signInTries: number
  /** Volunteers' answers are checked by one another while the job runs. The witness looks at marks either way. */
  readonly hasAudits: boolean
}

export type ConfigProblem = readonly string[]

/** Reads and checks the variables. Throws one sentence for each wrong one: a server with half a setting must not start. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  // A variable that is set to nothing means the same as one that is not set.
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  )
  const parsed = Environment.safeParse(given)
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    throw new Error(`The configuration is wrong. ${lines.join('. ')}`)
  }
  const env = parsed.data
  if ((env.MUSTER_TLS_CERT === undefined) !== (env.MUSTER_TLS_KEY === undefined)) {
    throw new Error('The configuration is wrong. MUSTER_TLS_CERT and MUSTER_TLS_KEY go together: set both or neither.')
  }
  const dataDir = resolve(env.MUSTER_DATA_DIR)
  return {
    port: env.PORT,
    host: env.HOST,
    dataDir,
    databaseFile: resolve(dataDir, 'muster.db'),
    blobDir: resolve(dataDir, 'blobs'),
    keyFile: env.MUSTER_KEY_FILE ? resolve(env.MUSTER_KEY_FILE) : resolve(dataDir, 'keys', 'vault.key'),
    publicUrl: env.MUSTER_PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    iceServers: env.MUSTER_ICE_SERVERS,
    tls:
      env.MUSTER_TLS_CERT && env.MUSTER_TLS_KEY
        ? { certFile: resolve(env.MUSTER_TLS_CERT), keyFile: resolve(env.MUSTER_TLS_KEY) }
        : null,
    logLevel: env.MUSTER_LOG_LEVEL,
    joinCodeHours: env.MUSTER_JOIN_HOURS,
    isDev: env.MUSTER_DEV,
    metricsToken: env.MUSTER_METRICS_TOKEN ?? null,
    signInTries: env.MUSTER_SIGN_IN_TRIES,
    hasAudits: env.MUSTER_AUDITS === 'on',
  }
}

/** The process's configuration, read at first use. */
export const getConfig = (): Config => processWide('config', () => readConfig(process.env))

/** For an embedded coordinator and for tests, which choose their own folder and port instead of the environment's. */
export const setConfig = (config: Config): void => setProcessWide('config', config)
