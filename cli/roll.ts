/** `npm run roll`: the whole system without a person (DESIGN §3). It drives the site's own pages (docs/adr/0002). */
import { stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { ReportView } from '../lib/protocol/report-view'
import { readArguments, type RollArguments, usage } from './roll/arguments'
import { listPeople } from './roll/people-folder'
import { showProgress } from './roll/progress'
import { summaryOf } from './roll/summary'
import { toRollJson } from './roll/roll-json'
import { createSession, downloadWorkbook, RollFailed, takeRoll } from './site/class-session'
import { BadInput } from './roll/bad-input'
import { runExamination } from './roll/run-examination'
import { writeWhole } from './roll/write-whole'
import { createCourse, enrolFolder } from './site/enrol'
import { openSite, postJson, type Site } from './site/open-site'

const read = readArguments(process.argv.slice(2))
if (!read.ok) {
  console.error(`${read.problem}\n\n${usage}`)
  process.exit(2)
}
try {
  if (read.value.type === 'roll') await run(read.value.options)
  else await runExamination(read.value.options)
  process.exit(0)
} catch (error) {
  if (!(error instanceof BadInput || error instanceof RollFailed)) throw error
  console.error(error.message)
  process.exit(1)
}

async function run(options: RollArguments) {
  const people = await listPeople(options.peopleDir, options)
  if (!people.ok) throw new BadInput(people.problem)
  for (const video of options.videos) await requireFile(video)

  const progress = showProgress()
  const site = await openSite()
  const stopOnSignal = () => void site.stop().finally(() => process.exit(130))
  process.once('SIGINT', stopOnSignal).once('SIGTERM', stopOnSignal)
  try {
    const courseId = await createCourse(site, 'Class')
    const enrolled = await enrolFolder(site, courseId, resolve(options.peopleDir), progress.enrolling)
    const usable = new Map(enrolled.people.map((person) => [person.number, person.photos.length]))
    const faceless = people.value.filter(({ id }) => !usable.get(id))
    const [first] = faceless
    if (first && !options.skipBad) {
      const why = enrolled.refusals.find((refusal) => refusal.includes(first.id))
      throw new BadInput(
        `${resolve(options.peopleDir, first.id)} has no photo with a usable face${why ? ` (${why})` : ''}. --skip-bad goes on without it.`,
      )
    }
    if (faceless.length === people.value.length)
      throw new BadInput(`No photo in ${options.peopleDir} shows a usable face.`)
    if (options.presentMinS !== null) await setPresentMin(site, courseId, options.presentMinS)

    const title = options.videos.map((video) => basename(video)).join(', ')
    const session = await createSession(site, courseId, title)
    const report = await takeRoll(site, session, { ...options, onView: progress.working })
    const workbook = await downloadWorkbook(site, session)
    progress.stop()
    await writeWhole(options.outFile, workbook)
    if (options.jsonFile) await writeWhole(options.jsonFile, `${JSON.stringify(toRollJson(report), null, 2)}\n`)
    console.log(summaryOf(report))
    if (enrolled.refusals.length > 0) console.log(`${enrolled.refusals.length} photos were not used.`)
    console.log(`Report: ${resolve(options.outFile)}`)
  } finally {
    progress.stop()
    await site.stop()
  }
}

async function requireFile(path: string) {
  const info = await stat(path).catch(() => null)
  if (!info) throw new BadInput(`There is no file ${path}.`)
  if (!info.isFile()) throw new BadInput(`${path} is not a file.`)
  if (info.size === 0) throw new BadInput(`${path} is empty.`)
}

async function setPresentMin({ faculty }: Site, courseId: string, presentMinS: number) {
  const report = ReportView.shape.policy
  const response = await faculty.request.get(`/api/v1/courses/${courseId}`)
  const { policy } = (await response.json()) as { policy: unknown }
  const current = report.parse(policy)
  const presence = { kind: 'seen', presentMinS, presentMinShare: 0 }
  await postJson(faculty, `/api/v1/courses/${courseId}`, { policy: { ...current, presence } }, 'PATCH')
}
