import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CourseSummary, CourseView, PersonView, SessionDetail, SessionSummary } from '@/lib/protocol/course-view'
import { ReportView } from '@/lib/protocol/report-view'
import type { JobId, LeaseId, SessionId, UnitId } from '@/lib/core/ids'
import { readConfig, setConfig } from '@/lib/server/config'
import { setCoordinatorPort } from '@/lib/server/coordinator-port'
import { closeDatabase, getDatabase } from '@/lib/server/db'
import { getParts } from '@/lib/server/http/parts'
import { openJob } from '@/lib/server/jobs'
import { openMedia } from '@/lib/server/media'
import { migrate } from '@/lib/server/migrate'
import { readModelVersion } from '@/lib/server/model-version'
import { forgetProcessWide } from '@/lib/server/process-wide'
import { refreshRegister } from '@/lib/server/register'
import { descriptorOf, plainJpeg, QUALITY, runJob } from '@/lib/server/testing/synthetic-class'
import { offerUnit } from '@/lib/server/units'
import { setupToken } from '@/lib/server/setup-token'
import * as setup from './setup/route'
import * as courses from './courses/route'
import * as course from './courses/[courseId]/route'
import * as people from './courses/[courseId]/people/route'
import * as sessions from './courses/[courseId]/sessions/route'
import * as person from './people/[personId]/route'
import * as photos from './people/[personId]/photos/route'
import * as photo from './photos/[photoId]/route'
import * as session from './sessions/[sessionId]/route'
import * as report from './sessions/[sessionId]/report/route'
import * as workbook from './sessions/[sessionId]/report.xlsx/route'
import * as remark from './sessions/[sessionId]/remark/route'
import * as marks from './sessions/[sessionId]/marks/[personId]/route'
import * as crops from './crops/[key]/route'
import * as join_ from './join/[code]/route'
import * as payload from './jobs/[jobId]/units/[index]/payload/route'
import * as metrics from '../../metrics/route'
import * as readyz from '../../readyz/route'

const HOST = '192.168.1.20:3000'
let folder: string
let cookie = ''
/** A second teacher, who owns nothing of the first one's. */
let otherCookie = ''
const stored: UnitId[] = []
const changed: SessionId[] = []
let heldLease: { leaseId: LeaseId; unitId: UnitId } | null = null

type Handler<Params> = (request: Request, context: { params: Promise<Params> }) => Promise<Response>
interface Asked {
  readonly method?: string
  readonly json?: unknown
  readonly body?: BodyInit
  readonly headers?: Record<string, string>
  readonly query?: string
  readonly as?: 'teacher' | 'other' | 'nobody'
}
function ask<Params extends Record<string, string>>(handler: Handler<Params>, params: Params, asked: Asked = {}) {
  const { method = 'GET', json, body, headers = {}, query = '', as = 'teacher' } = asked
  const signedIn = as === 'nobody' ? '' : as === 'other' ? otherCookie : cookie
  const request = new Request(`http://${HOST}/api/v1/test${query}`, {
    method,
    headers: {
      host: HOST,
      ...(signedIn ? { cookie: signedIn } : {}),
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(json === undefined ? (body === undefined ? {} : { body }) : { body: JSON.stringify(json) }),
  })
  return handler(request, { params: Promise.resolve(params) })
}
const idOf = async (answer: Response): Promise<string> => {
  expect(answer.status, await answer.clone().text()).toBeLessThan(300)
  return ((await answer.json()) as { id: string }).id
}
const errorOf = async (answer: Response) => {
  const { error } = (await answer.json()) as { error: { code: string; message: string; number?: string } }
  // Every refusal is a sentence.
  expect(error.message).toMatch(/^[A-Z“].*[.?!]$|^[a-z]+: .*\.$/)
  return { status: answer.status, ...error }
}

const ACCOUNT = { name: 'Teacher', email: 't@example.org', password: 'long enough to be one' }

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'muster-api-'))
  forgetProcessWide()
  const config = readConfig({
    MUSTER_DATA_DIR: folder,
    MUSTER_LOG_LEVEL: 'silent',
    MUSTER_METRICS_TOKEN: 'a token of 16 or more',
  })
  setConfig(config)
  migrate(config.databaseFile)
  setCoordinatorPort({
    payloadStored: (unitId) => stored.push(unitId),
    auditPayload: () => null,
    leaseAllows: (leaseId, unitId) => heldLease?.leaseId === leaseId && heldLease.unitId === unitId,
    reportChanged: (sessionId) => changed.push(sessionId),
    closeSession: async () => {},
    openJobs: () => [],
    metrics: async () => '# HELP x\n',
    isReady: () => true,
  })
})
afterAll(async () => {
  await closeDatabase()
  forgetProcessWide()
  rmSync(folder, { recursive: true, force: true })
})

describe('the first run', () => {
  test.each([
    [{ ...ACCOUNT, password: 'short' }, /at least 10 characters/],
    [{ ...ACCOUNT, email: 'nobody' }, /that is no e-mail address/],
    [{ ...ACCOUNT, name: ' ' }, /say who you are/],
    ['[', /./],
  ])('[API-3] refuses %j with a sentence', async (json, sentence) => {
    const error = await errorOf(await ask(setup.POST, {}, { method: 'POST', json, as: 'nobody' }))
    expect(error).toMatchObject({ status: 400, code: 'malformed' })
    expect(error.message).toMatch(sentence)
  })

  test('[AUTH-1] [AUTH-8] makes the account, signs in with it, and closes', async () => {
    for (const token of [undefined, '', 'a-guess-of-the-right-len'])
      expect(
        await errorOf(await ask(setup.POST, {}, { method: 'POST', json: { ...ACCOUNT, token }, as: 'nobody' })),
      ).toMatchObject({ status: 403, code: 'setup-closed' })
    const json = { ...ACCOUNT, token: setupToken() }
    const made = await ask(setup.POST, {}, { method: 'POST', json, as: 'nobody' })
    expect(made.status).toBe(201)
    cookie = made.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    expect(cookie).toMatch(/^muster\.session_token=.+/)
    expect((await ask(courses.GET, {})).status).toBe(200)
    const again = await ask(setup.POST, {}, { method: 'POST', json, as: 'nobody' })
    expect(await errorOf(again)).toMatchObject({ status: 403, code: 'already-set-up' })
    otherCookie = await signInSomebodyElse()
  })
})

/** Another account, as an administrator will one day make them: the first one's user and cookie, copied under another id. */
async function signInSomebodyElse(): Promise<string> {
  const db = getDatabase()
  const account = await db.authAccount.findFirstOrThrow()
  const now = new Date()
  await db.user.create({ data: { id: 'other', name: 'Other', email: 'o@example.org', updatedAt: now } })
  await db.authAccount.create({ data: { ...account, id: 'other', accountId: 'other', userId: 'other' } })
  const { getAuth } = await import('@/lib/server/auth')
  const body = { email: 'o@example.org', password: ACCOUNT.password }
  const { headers } = await getAuth().api.signInEmail({ body, returnHeaders: true })
  return headers.getSetCookie()[0]?.split(';')[0] ?? ''
}

let courseId = ''
let personId = ''
let sessionId = ''
const NUMBER = 'N0'

describe('courses, people and sessions', () => {
  test('[API-7] are made, listed and changed', async () => {
    courseId = await idOf(await ask(courses.POST, {}, { method: 'POST', json: { name: ' Networks ', code: 'CS-7' } }))
    const body = { number: NUMBER, name: 'Ada', email: 'ada@example.org' }
    personId = await idOf(await ask(people.POST, { courseId }, { method: 'POST', json: body }))
    const again = await ask(people.POST, { courseId }, { method: 'POST', json: { number: NUMBER, name: 'Ada L.' } })
    expect(await idOf(again)).toBe(personId)
    const heldAt = '2026-05-04T08:00:00.000Z'
    sessionId = await idOf(
      await ask(sessions.POST, { courseId }, { method: 'POST', json: { title: 'Week 1', heldAt } }),
    )

    expect(CourseSummary.array().parse(await (await ask(courses.GET, {})).json())).toEqual([
      { id: courseId, name: 'Networks', code: 'CS-7', peopleCount: 1, sessionCount: 1, lastSessionAt: heldAt },
    ])
    expect(CourseView.parse(await (await ask(course.GET, { courseId })).json())).toMatchObject({ name: 'Networks' })
    expect(PersonView.array().parse(await (await ask(people.GET, { courseId })).json())).toEqual([
      { id: personId, number: NUMBER, name: 'Ada L.', email: null, photos: [] },
    ])
    expect(SessionSummary.array().parse(await (await ask(sessions.GET, { courseId })).json())).toEqual([
      { id: sessionId, title: 'Week 1', heldAt, phase: null, totals: null },
    ])
    const renamed = await ask(course.PATCH, { courseId }, { method: 'PATCH', json: { name: 'Networks II' } })
    expect(await renamed.json()).toMatchObject({ name: 'Networks II', code: 'CS-7' })
  })

  test('a number that somebody has is a conflict', async () => {
    const second = await idOf(
      await ask(people.POST, { courseId }, { method: 'POST', json: { number: 'N1', name: 'Bo' } }),
    )
    const taken = await ask(person.PATCH, { personId: second }, { method: 'PATCH', json: { number: NUMBER } })
    expect(await errorOf(taken)).toMatchObject({ status: 409, code: 'conflict' })
    expect((await ask(person.DELETE, { personId: second }, { method: 'DELETE' })).status).toBe(200)
  })

  test('[API-1] a session has a code and an address for the room', async () => {
    const detail = SessionDetail.parse(await (await ask(session.GET, { sessionId })).json())
    expect(detail.joinUrl).toBe(`http://${HOST}/join/${detail.joinCode}`)
    const joined = await ask(join_.GET, { code: detail.joinCode }, { as: 'nobody' })
    expect(await joined.json()).toEqual({ ok: true })
    expect((await ask(join_.GET, { code: 'XXXXXX' }, { as: 'nobody' })).status).toBe(404)
  })
})

describe('photos', () => {
  const send = async (changed: { face?: string; photo?: Blob | string } = {}) => {
    const form = new FormData()
    const jpeg = new Blob([Uint8Array.from(await plainJpeg(44, 300, 300))], { type: 'image/jpeg' })
    const face = {
      descriptor: [...descriptorOf(0, 1)],
      quality: QUALITY,
      box: { x: 1, y: 1, width: 100, height: 100 },
      modelVersion: readModelVersion(),
    }
    form.set('photo', changed.photo ?? jpeg)
    form.set('face', changed.face ?? JSON.stringify(face))
    return ask(photos.POST, { personId }, { method: 'POST', body: form })
  }

  test('[API-4] are kept, shown to their owner only and deleted', async () => {
    const first = await send()
    expect(first.status).toBe(201)
    const photoId = await idOf(first)
    const again = await send()
    expect([again.status, await idOf(again)]).toEqual([200, photoId])
    const shown = await ask(photo.GET, { photoId })
    expect(shown.headers.get('content-type')).toBe('image/jpeg')
    expect(shown.headers.get('cache-control')).toContain('no-store')
    expect((await ask(photo.GET, { photoId }, { as: 'other' })).status).toBe(404)
    expect((await ask(photo.DELETE, { photoId }, { method: 'DELETE', as: 'other' })).status).toBe(404)
  })

  test.each<[string, { face?: string; photo?: Blob | string }, object]>([
    ['no picture', { photo: new Blob(['hello']) }, { status: 422, code: 'not-an-image' }],
    ['text for a picture', { photo: 'text' }, { status: 400, code: 'malformed' }],
    ['no description', { face: '{' }, { status: 400, code: 'malformed' }],
    ['a description without a face', { face: '{}' }, { status: 400, code: 'malformed' }],
  ])('[API-5] %s is refused with a sentence', async (_what, changed, expected) => {
    expect(await errorOf(await send(changed))).toMatchObject(expected)
  })

  test('[API-5] a form that is too large is refused before it is read to its end', async () => {
    let pulled = 0
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        pulled += 1
        controller.enqueue(new Uint8Array(1024 * 1024))
      },
    })
    const headers = { host: HOST, cookie, 'content-type': 'multipart/form-data; boundary=x' }
    // `duplex` is what the platform asks of streamed bodies; the DOM's types don't know it.
    const init = { method: 'POST', headers, body: endless, duplex: 'half' } as RequestInit
    const answer = await photos.POST(new Request(`http://${HOST}/`, init), { params: Promise.resolve({ personId }) })
    expect(await errorOf(answer)).toMatchObject({ status: 413, code: 'too-large' })
    expect(pulled).toBeLessThan(25)
  })
})

describe('frames', () => {
  let jobId = ''
  let payloadBytes: Uint8Array<ArrayBuffer>
  const put = (index: string, body: BodyInit, as: Asked['as'] = 'teacher') =>
    ask(payload.PUT, { jobId, index }, { method: 'PUT', body, as })
  const get = (index: string, lease: string) =>
    ask(payload.GET, { jobId, index }, { query: `?lease=${lease}`, as: 'nobody' })

  beforeAll(async () => {
    const db = getDatabase()
    const opened = await openJob(db, {
      sessionId: sessionId as SessionId,
      mode: 'dynamic',
      sampleFps: 1,
      at: 0 as never,
    })
    if (!opened.ok) throw new Error(opened.problem)
    jobId = opened.value.job.jobId
    const media = await openMedia(db, { jobId: jobId as JobId, key: 'k', name: 'n', kind: 'video', durationS: 5 })
    if (!media.ok) throw new Error(media.problem)
    payloadBytes = Uint8Array.from(await plainJpeg(3))
    const frames = [{ atS: 0, widthPx: 640, heightPx: 360, sizeBytes: payloadBytes.length }]
    const { mediaId } = media.value.media
    await offerUnit(db, { jobId, index: 0, mediaId, frames, checksum: crc32(payloadBytes) })
  })

  test('[API-8] come from the job’s owner, are what was offered, and may be sent again', async () => {
    heldLease = { leaseId: 'lease' as LeaseId, unitId: `${jobId}:0` as UnitId }
    expect(await errorOf(await get('0', 'lease'))).toMatchObject({ status: 425, code: 'not-yet' })
    expect((await put('0', payloadBytes, 'nobody')).status).toBe(401)
    expect((await put('0', payloadBytes, 'other')).status).toBe(404)
    expect(await errorOf(await put('0', payloadBytes.slice(1)))).toMatchObject({ status: 422, code: 'bad-payload' })
    const bent = payloadBytes.slice()
    bent[50] = (bent[50] ?? 0) ^ 1
    expect(await errorOf(await put('0', bent))).toMatchObject({ status: 422, code: 'bad-payload' })
    expect(await errorOf(await put('0', new Uint8Array(8 * 1024 * 1024 + 1)))).toMatchObject({ status: 413 })
    expect((await put('7', payloadBytes)).status).toBe(404)
    expect((await put('x', payloadBytes)).status).toBe(404)
    expect(stored).toEqual([])
    expect((await put('0', payloadBytes)).status).toBe(200)
    expect((await put('0', payloadBytes)).status).toBe(200)
    expect(stored).toEqual([`${jobId}:0`])
  })

  test('[API-8] go to the holder of a lease on them, and to nobody else', async () => {
    const served = await get('0', 'lease')
    expect(served.status).toBe(200)
    expect(new Uint8Array(await served.arrayBuffer())).toEqual(payloadBytes)
    expect((await get('0', 'another')).status).toBe(404)
    heldLease = null
    expect((await get('0', 'lease')).status).toBe(404)
  })

  test('[API-8] are refused once the job has ended', async () => {
    await getDatabase().job.update({ where: { id: jobId }, data: { phase: 'cancelled', openFor: null } })
    await getDatabase().unit.updateMany({ data: { isStored: false } })
    expect(await errorOf(await put('0', payloadBytes))).toMatchObject({ status: 409, code: 'conflict' })
  })
})

describe('the register', () => {
  beforeAll(async () => {
    const seen = Array.from({ length: 6 }, (_, atS) => ({ atS, who: [0, 5] }))
    await refreshRegister(getParts(), await runJob(getParts() as never, sessionId as SessionId, seen))
  })
  const read = async () => ReportView.parse(await (await ask(report.GET, { sessionId })).json())

  test('[REP-1] is read, overridden, marked again and downloaded', async () => {
    expect((await read()).people).toMatchObject([{ id: NUMBER, status: 'present' }])
    const key = { sessionId, personId }
    const put = await ask(marks.PUT, key, { method: 'PUT', json: { status: 'excused', why: 'Doctor' } })
    expect(put.status).toBe(200)
    expect((await read()).people[0]).toMatchObject({ status: 'excused', override: { why: 'Doctor', by: 'Teacher' } })
    expect((await ask(remark.POST, { sessionId }, { method: 'POST' })).status).toBe(200)
    expect((await read()).people[0]?.status).toBe('excused')
    expect(changed).toContain(sessionId)
    expect(await (await ask(marks.GET, key)).json()).toMatchObject([{ from: 'present', to: 'excused', by: 'Teacher' }])
    const book = await ask(workbook.GET, { sessionId })
    expect(book.headers.get('content-disposition')).toMatch(/filename="CS-7 Week 1 2026-05-04\.xlsx"/)
    expect(new Uint8Array(await book.arrayBuffer()).subarray(0, 2)).toEqual(new Uint8Array([0x50, 0x4b]))
  })

  test('[PRI-7] a crop is shown to who owns its session only', async () => {
    const key = (await read()).people[0]?.cropKey ?? ''
    expect((await ask(crops.GET, { key })).status).toBe(200)
    expect((await ask(crops.GET, { key }, { as: 'other' })).status).toBe(404)
    expect((await ask(crops.GET, { key: 'a.b' })).status).toBe(404)
    expect((await ask(crops.GET, { key: '..%2f..%2fx' })).status).toBe(404)
  })
})

describe('who may ask', () => {
  type AnyHandler = Handler<Record<string, string>>
  // Each route takes exactly the parameters that its folder names; the table gives it all of them.
  const all = () => ({ courseId, personId, sessionId, photoId: 'x', key: 'a.b', jobId: 'x', index: '0' })
  const routes = Object.entries({
    courses,
    course,
    people,
    sessions,
    person,
    photos,
    photo,
    session,
    report,
    workbook,
    remark,
    marks,
    crops,
  })
  const handlers = routes.flatMap(([name, methods]) =>
    Object.entries(methods).map(
      ([method, handler]) => [`${method} ${name}`, method, handler as unknown as AnyHandler] as const,
    ),
  )

  test.each(handlers)('[AUTH-6] %s is closed without a cookie', async (_name, method, handler) => {
    expect(await errorOf(await ask(handler, all(), { method, as: 'nobody' }))).toMatchObject({
      status: 401,
      code: 'not-signed-in',
    })
  })

  test.each(handlers.filter(([name]) => name.split(' ')[1] !== 'courses'))(
    '[AUTH-6] %s gives another teacher nothing',
    async (_name, method, handler) => {
      const json = { number: 'N', name: 'N', title: 'T', heldAt: '2026-05-04T08:00:00Z', status: 'present', why: '' }
      const needsBody = method === 'PUT' || method === 'PATCH' || method === 'POST'
      const answer = await ask(handler, all(), { method, as: 'other', ...(needsBody ? { json } : {}) })
      expect(answer.status).toBe(404)
    },
  )

  test('[AUTH-4] a page of another origin is refused before anything is read', async () => {
    const headers = { origin: 'http://192.168.1.20:4000' }
    const answer = await ask(courses.POST, {}, { method: 'POST', json: { name: 'x' }, headers })
    expect(await errorOf(answer)).toMatchObject({ status: 403, code: 'wrong-origin' })
  })

  test.each([
    ['no JSON type', { body: '{}', headers: { 'content-type': 'text/plain' } }, 415],
    ['broken JSON', { body: '{', headers: { 'content-type': 'application/json' } }, 400],
    ['a huge body', { body: `"${'x'.repeat(300_000)}"`, headers: { 'content-type': 'application/json' } }, 413],
    ['a wrong field', { json: { name: '' } }, 400],
  ])('[API-3] %s is refused with a sentence', async (_what, asked, status) => {
    expect(await errorOf(await ask(courses.POST, {}, { method: 'POST', ...asked }))).toMatchObject({ status })
  })

  test('[API-9] metrics are for signed-in people and for who has the token; readiness is for everybody', async () => {
    expect((await ask(metrics.GET, {}, { as: 'nobody' })).status).toBe(401)
    const wrong = { authorization: 'Bearer another token here' }
    expect((await ask(metrics.GET, {}, { as: 'nobody', headers: wrong })).status).toBe(401)
    const token = { authorization: 'Bearer a token of 16 or more' }
    expect((await ask(metrics.GET, {}, { as: 'nobody', headers: token })).status).toBe(200)
    expect((await ask(metrics.GET, {})).status).toBe(200)
    expect(await (await readyz.GET()).json()).toEqual({ ok: true, database: true, coordinator: true })
  })
})

test('[PRI-5] deleting the course takes everything with it', async () => {
  expect((await ask(course.DELETE, { courseId }, { method: 'DELETE' })).status).toBe(200)
  expect((await ask(session.GET, { sessionId })).status).toBe(404)
  expect(await getDatabase().person.count()).toBe(0)
  const actions = await getDatabase().auditEvent.findMany({ select: { action: true } })
  expect(actions.map(({ action }) => action)).toContain('course-deleted')
})
