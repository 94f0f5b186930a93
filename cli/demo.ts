/** `npm run demo`: the whole system on a clip and people made at run time from the face-api package's sample photos. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { makeClip } from './demo/make-clip'
import { makePeople } from './demo/make-people'
import { demoPeople, expectedPresent } from './demo/scene'
import { showProgress } from './roll/progress'
import { summaryOf } from './roll/summary'
import { createSession, downloadWorkbook, takeRoll } from './site/class-session'
import { createCourse, enrolFolder } from './site/enrol'
import { openSite } from './site/open-site'

const outFile = resolve('muster-demo.xlsx')

console.log('Muster demo: a made-up class from sample photos; the names are not real.')
const dir = await mkdtemp(join(tmpdir(), 'muster-demo-'))
const progress = showProgress()
const site = await openSite()
let isRight = false
try {
  console.log('• Making a clip and a folder of people …')
  const { bytes, extension } = await makeClip(site.faculty)
  const clip = join(dir, `class.${extension}`)
  await writeFile(clip, bytes)
  await makePeople(join(dir, 'people'))
  console.log('• Enrolling, then taking the roll with two volunteer pages …')
  const courseId = await createCourse(site, 'Demo class')
  await enrolFolder(site, courseId, join(dir, 'people'), progress.enrolling)
  const session = await createSession(site, courseId, 'Demo session')
  const taking = { videos: [clip], workerCount: 2, mode: 'dynamic', sampleFps: null, onView: progress.working } as const
  const report = await takeRoll(site, session, taking)
  await writeFile(outFile, await downloadWorkbook(site, session))
  progress.stop()
  console.log(`\n${summaryOf(report)}`)
  const present = new Set(report.people.filter(({ status }) => status === 'present').map(({ id }) => id))
  const wrong = demoPeople.filter(({ number }) => present.has(number) !== expectedPresent.includes(number))
  isRight = wrong.length === 0
  console.log(
    isRight
      ? `\nThe register is right: ${expectedPresent.length} present, ${demoPeople.length - expectedPresent.length} absent.`
      : `\nThe register is not right about: ${wrong.map(({ number }) => number).join(', ')}.`,
  )
  console.log(`Workbook: ${outFile}`)
} finally {
  progress.stop()
  await site.stop()
  await rm(dir, { recursive: true, force: true })
}
process.exit(isRight ? 0 : 1)
