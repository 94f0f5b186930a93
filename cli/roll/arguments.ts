import { parseArgs } from 'node:util'
import { fail, ok, type Result } from '../../lib/core/result'
import { drawsPictures, ModeSchema, OperationSchema, type Mode, type PictureOperation } from '../../lib/protocol/unit'

/** Other work than the roll: every picture below a folder, looked at for itself. */
export interface ExamineArguments {
  readonly operation: PictureOperation
  readonly photosDir: string
  readonly jsonFile: string | null
  /** Where drawn pictures go, or one JSON file a picture. */
  readonly outDir: string | null
  readonly workerCount: number
  readonly mode: Mode
}

export type Command =
  | { readonly type: 'roll'; readonly options: RollArguments }
  | { readonly type: 'examine'; readonly options: ExamineArguments }

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
  --skip-bad        go on without people who have no usable photo

Other work, for every picture below a folder:

  npm run roll -- --operation describe --photos DIR --json faces.json
  npm run roll -- --operation detect|annotate|edges --photos DIR --out DIR2

  --operation O     attendance (the roll), describe, detect, annotate (faces drawn in), edges
  --photos DIR      the pictures; folders in it are searched too
  --json FILE       what was found, of all pictures
  --out DIR2        the same a picture: drawn pictures, or a JSON file for each`

const maxWorkers = 16

type Values = Extract<ReturnType<typeof parse>, { ok: true }>['value']

/** Reads the command line. The problem is a sentence for the person who typed it. */
export function readArguments(argv: readonly string[]): Result<Command, string> {
  const parsed = parse(argv)
  if (!parsed.ok) return parsed
  const { operation = 'attendance', photos } = parsed.value
  const known = OperationSchema.safeParse(operation)
  if (!known.success) return fail(`--operation ${operation}: attendance, describe, detect, annotate or edges`)
  if (known.data !== 'attendance') return readExamination(known.data, parsed.value)
  if (photos) return fail('--photos is for other work than the roll: say which with --operation')
  const options = readRoll(parsed.value)
  return options.ok ? ok({ type: 'roll', options: options.value }) : options
}

function readExamination(operation: PictureOperation, values: Values): Result<Command, string> {
  const { photos, out, json, people, video, fps } = values
  if (!photos) return fail(`Say where the pictures are: --operation ${operation} --photos DIR`)
  const foreign = [people && '--people', video && '--video', fps && '--fps'].find(Boolean)
  if (foreign) return fail(`${foreign} has no meaning for --operation ${operation}, which looks at --photos DIR.`)
  if (operation === 'describe' && !json) return fail('Say where the descriptors go: --json FILE')
  if (drawsPictures(operation) && !out) return fail(`Say where the drawn pictures go: --out DIR`)
  if (!out && !json) return fail(`Say where the results go: --out DIR or --json FILE`)
  const common = readCommon(values)
  if (!common.ok) return common
  const files = { photosDir: photos, jsonFile: json ?? null, outDir: out ?? null }
  return ok({ type: 'examine', options: { operation, ...files, ...common.value } })
}

function readRoll(values: Values): Result<RollArguments, string> {
  const { people, video, out, json, fps } = values
  if (!people) return fail('Say where the people are: --people DIR')
  if (!video || video.length === 0) return fail('Say which recording to look at: --video FILE')
  if (!out) return fail('Say where the report goes: --out report.xlsx')
  if (!out.toLowerCase().endsWith('.xlsx'))
    return fail(`--out ${out}: the report is a workbook, so its name ends in .xlsx`)
  const common = readCommon(values)
  if (!common.ok) return common
  const sampleFps = fps === undefined ? null : Number(fps)
  if (sampleFps !== null && !(sampleFps >= 0.05 && sampleFps <= 30))
    return fail(`--fps ${fps}: a number from 0.05 to 30`)
  const minimum = values['present-min']
  const presentMinS = minimum === undefined ? null : Number(minimum)
  if (presentMinS !== null && !(presentMinS >= 0 && presentMinS <= 86_400))
    return fail(`--present-min ${minimum}: seconds, 0 or more`)
  return ok({
    peopleDir: people,
    videos: video,
    outFile: out,
    jsonFile: json ?? null,
    ...common.value,
    sampleFps,
    presentMinS,
    skipBad: values['skip-bad'] ?? false,
  })
}

function readCommon({ workers, mode }: Values): Result<Pick<RollArguments, 'workerCount' | 'mode'>, string> {
  const workerCount = workers === undefined ? 2 : Number(workers)
  if (!Number.isInteger(workerCount) || workerCount < 0 || workerCount > maxWorkers)
    return fail(`--workers ${workers}: a whole number from 0 to ${maxWorkers}`)
  const modeName = ModeSchema.safeParse(mode ?? 'dynamic')
  if (!modeName.success) return fail(`--mode ${mode}: dynamic, weighted or static`)
  return ok({ workerCount, mode: modeName.data })
}

function parse(argv: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        operation: { type: 'string' },
        photos: { type: 'string' },
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
