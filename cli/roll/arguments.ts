import { parseArgs } from 'node:util'
import { fail, ok, type Result } from '../../lib/core/result'
import { ModeSchema, type Mode } from '../../lib/protocol/unit'

export interface RollArguments {
  readonly peopleDir: string
  readonly videos: readonly string[]
  readonly outFile: string
  readonly jsonFile: string | null
  readonly workerCount: number
  readonly mode: Mode
  readonly sampleFps: number | null
  readonly presentMinS: number | null
  /** Go on without the people whose photos show no usable face. */
  readonly skipBad: boolean
}

export const usage = `Takes the roll from a folder of people and a class video.

  npm run roll -- --people DIR --video FILE [--video FILE …] --out report.xlsx

  --people DIR      one folder a person, named by registration number, holding photos; people.csv (id,name,email) if you like
  --video FILE      a recording of the class; more than one is taken in the order given
  --out FILE        where the workbook goes (.xlsx)
  --json FILE       the same register as JSON
  --workers N       volunteer pages to start (default 2); 0: the uploading page works alone
  --mode M          dynamic (default), weighted or static
  --fps F           frames a second that are looked at (default: chosen from the length)
  --present-min S   seconds a person must be seen to count as present (default: the policy's)
  --skip-bad        go on without people who have no usable photo`

const maxWorkers = 16

/** Reads the command line. The problem is a sentence for the person who typed it. */
export function readArguments(argv: readonly string[]): Result<RollArguments, string> {
  const parsed = parse(argv)
  if (!parsed.ok) return parsed
  const { people, video, out, json, workers, mode, fps } = parsed.value
  if (!people) return fail('Say where the people are: --people DIR')
  if (!video || video.length === 0) return fail('Say which recording to look at: --video FILE')
  if (!out) return fail('Say where the report goes: --out report.xlsx')
  if (!out.toLowerCase().endsWith('.xlsx'))
    return fail(`--out ${out}: the report is a workbook, so its name ends in .xlsx`)
  const workerCount = workers === undefined ? 2 : Number(workers)
  if (!Number.isInteger(workerCount) || workerCount < 0 || workerCount > maxWorkers)
    return fail(`--workers ${workers}: a whole number from 0 to ${maxWorkers}`)
  const modeName = ModeSchema.safeParse(mode ?? 'dynamic')
  if (!modeName.success) return fail(`--mode ${mode}: dynamic, weighted or static`)
  const sampleFps = fps === undefined ? null : Number(fps)
  if (sampleFps !== null && !(sampleFps >= 0.05 && sampleFps <= 30))
    return fail(`--fps ${fps}: a number from 0.05 to 30`)
  const minimum = parsed.value['present-min']
  const presentMinS = minimum === undefined ? null : Number(minimum)
  if (presentMinS !== null && !(presentMinS >= 0 && presentMinS <= 86_400))
    return fail(`--present-min ${minimum}: seconds, 0 or more`)
  return ok({
    peopleDir: people,
    videos: video,
    outFile: out,
    jsonFile: json ?? null,
    workerCount,
    mode: modeName.data,
    sampleFps,
    presentMinS,
    skipBad: parsed.value['skip-bad'] ?? false,
  })
}

function parse(argv: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        people: { type: 'string' },
        video: { type: 'string', multiple: true },
        out: { type: 'string' },
        json: { type: 'string' },
        workers: { type: 'string' },
        mode: { type: 'string' },
        fps: { type: 'string' },
        'present-min': { type: 'string' },
        'skip-bad': { type: 'boolean' },
      },
    })
    return ok(values)
  } catch (error) {
    // parseArgs throws for an option it doesn't know or that lacks its value; its message says which.
    return fail(error instanceof Error ? error.message : String(error))
  }
}
