import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import Xlsx from 'sheetjs-style'
import { expect, test } from 'vitest'
import { DEFAULT_ATTENDANCE_POLICY } from '../core/attendance/policy'
import type { ReportPerson, ReportView } from '../protocol/report-view'
import { REGISTER_COLUMNS, SHEETS, workbookName, writeWorkbook } from './workbook'

const person = (id: string, changed: Partial<ReportPerson> = {}): ReportPerson => ({
  id,
  personId: `p${id}`,
  name: `Person ${id}`,
  status: 'present',
  machineStatus: 'present',
  reason: 'Seen for 2 min 30 s, from 0:05 to 2:35.',
  firstSeenS: 5.4,
  lastSeenS: 155,
  seenS: 150,
  sightings: 42,
  confidence: 0.973,
  distance: 0.31,
  cropKey: null,
  photoId: null,
  verification: 'witnessed',
  override: null,
  ...changed,
})

const NEVER = {
  firstSeenS: null,
  lastSeenS: null,
  seenS: 0,
  sightings: 0,
  confidence: 1,
  reason: 'Not seen in any frame.',
  verification: null,
}
const REPORT: ReportView = {
  session: {
    id: 's',
    title: 'Week 3',
    heldAt: '2026-05-04T08:00:00.000Z',
    courseId: 'c',
    courseName: 'Networks',
    courseCode: 'CS-7',
  },
  policy: DEFAULT_ATTENDANCE_POLICY,
  durationS: 5400,
  people: [
    person('1'),
    person('2', { status: 'late', machineStatus: 'late', firstSeenS: 3675 }),
    person('3', { ...NEVER, status: 'absent', machineStatus: 'absent' }),
    person('4', { status: 'review', machineStatus: 'review' }),
    person('5', { status: 'left-early', machineStatus: 'left-early', seenS: 42, verification: 'unverified' }),
    person('6', {
      ...NEVER,
      status: 'excused',
      machineStatus: 'absent',
      override: { status: 'excused', why: '=1+1', by: 'Teacher', at: '2026-05-04T09:00:00.000Z' },
    }),
    person('=HYPERLINK("http://evil")', { name: '@SUM(A1:A9)\u0007', reason: '+cmd', seenS: 5400 }),
  ],
  totals: { present: 2, late: 1, 'left-early': 1, absent: 1, excused: 1, review: 1 },
  unknown: [],
  intervals: [
    { id: '1', startS: 5.4, endS: 75 },
    { id: '1', startS: 90, endS: 3675 },
  ],
  job: {
    jobId: 'j',
    phase: 'done',
    failure: null,
    mode: 'dynamic',
    frames: 100,
    framesKept: 90,
    framesDescribed: 88,
    framesSkipped: 10,
    framesFailed: 2,
    units: 30,
    facesFound: 400,
    facesDescribed: 400,
    wallS: 61,
    witnessChecks: 12,
    witnessMs: 1450,
    decoders: ['webcodecs'],
    modelVersion: 'm1',
    workers: [
      { id: 'w', name: '=Phone', backend: 'webgl', transport: 'peer', units: 30, frames: 90, medianUnitMs: 812.4 },
    ],
  },
}

const read = (report: ReportView) => {
  const book = Xlsx.read(writeWorkbook(report), { type: 'array', cellStyles: true, cellNF: true })
  // `header: 1` gives arrays; the library's types don't tell.
  const rows = (sheet: string) =>
    Xlsx.utils.sheet_to_json(book.Sheets[sheet] ?? {}, { header: 1, blankrows: true, defval: '' }) as (
      string | number
    )[][]
  const shown = (sheet: string) =>
    Xlsx.utils.sheet_to_json(book.Sheets[sheet] ?? {}, {
      header: 1,
      raw: false,
      blankrows: true,
      defval: '',
    }) as string[][]
  return { book, rows, shown }
}

test('[REP-7] the register sheet has a line for each person with the cells of the page', () => {
  const { book, rows, shown } = read(REPORT)
  expect(book.SheetNames).toEqual(Object.values(SHEETS))
  const register = shown(SHEETS.register)
  expect(register[0]?.[0]).toBe('Week 3')
  expect(register[1]?.slice(0, 2)).toEqual(['Course', 'Networks (CS-7)'])
  expect(register[7]).toEqual([...REGISTER_COLUMNS])
  const lines = register.slice(8)
  expect(lines).toHaveLength(REPORT.people.length)
  expect(lines[0]?.slice(0, 10)).toEqual([
    '1',
    'Person 1',
    'Present',
    '0:05',
    '2:35',
    '2 min 30 s',
    '42',
    '97 %',
    'Looked at again',
    'Seen for 2 min 30 s, from 0:05 to 2:35.',
  ])
  expect(lines.map((line) => line[2])).toEqual([
    'Present',
    'Late',
    'Absent',
    'Review',
    'Left early',
    'Excused',
    'Present',
  ])
  expect(lines[1]?.[3]).toBe('1:01:15')
  expect(lines[2]?.slice(3, 8)).toEqual(['–', '–', '–', '0', '–'])
  expect(lines[4]?.[5]).toBe('42 s')
  expect(lines.map((line) => line[8]).slice(2, 5)).toEqual(['–', 'Looked at again', 'Not verified'])
  expect(lines[6]?.[5]).toBe('1 h 30 min')
  // Times are numbers of days, so that Excel can add and sort them.
  expect(Number(rows(SHEETS.register)[8]?.[5]) * 86_400).toBeCloseTo(150, 6)
})

test('[REP-7] the intervals and the job are on their own sheets, and the frames add up', () => {
  const { rows, shown } = read(REPORT)
  expect(shown(SHEETS.intervals)).toEqual([
    ['Number', 'Name', 'From', 'To', 'Length'],
    ['1', 'Person 1', '0:05', '1:15', '1 min 10 s'],
    ['1', 'Person 1', '1:30', '1:01:15', '59 min 45 s'],
  ])
  const facts = new Map(rows(SHEETS.job).map(([name, value]) => [name, value]))
  expect(facts.get('Frames offered')).toBe(100)
  const parts = ['… described', '… skipped as duplicates', '… failed'].map((name) => Number(facts.get(name)))
  expect(parts.reduce((sum, part) => sum + part, 0)).toBe(100)
  expect(shown(SHEETS.job).at(-1)).toEqual(["'=Phone", 'webgl', 'peer', '30', '90', '812'])
})

test('[REP-8] nothing that people typed is a formula, and no character breaks the file', () => {
  const { book, shown } = read(REPORT)
  for (const name of book.SheetNames) {
    for (const [ref, cell] of Object.entries(book.Sheets[name] ?? {})) {
      if (ref.startsWith('!')) continue
      expect(cell).not.toHaveProperty('f')
      if (typeof cell.v === 'string') expect(cell.v).not.toMatch(/^[=+\-@\t\r]/)
    }
  }
  const hostile = shown(SHEETS.register).at(-1)
  expect(hostile?.slice(0, 2)).toEqual([`'=HYPERLINK("http://evil")`, `'@SUM(A1:A9)`])
})

test('[REP-7] each status has its own colour beside its word; the header stays in view and columns fit', () => {
  const bytes = writeWorkbook(REPORT)
  const files = unzipSync(bytes)
  const sheet = strFromU8(files['xl/worksheets/sheet1.xml'] ?? new Uint8Array())
  expect(sheet).toContain('<pane xSplit="2" ySplit="8" topLeftCell="C9" activePane="bottomRight" state="frozen"/>')
  expect(sheet).toMatch(/<cols><col min="1" max="1" width="1[45]/)
  const styles = strFromU8(files['xl/styles.xml'] ?? new Uint8Array())
  for (const fill of ['CCFBF1', 'FEF3C7', 'FFEDD5', 'FEE2E2', 'E2E8F0', 'EDE9FE']) expect(styles).toContain(fill)
  const { book } = read(REPORT)
  const fills = [9, 10, 11, 12, 13, 14].map((row) => {
    const cell: { s?: { fgColor?: { rgb?: string } } } = book.Sheets[SHEETS.register]?.[`C${row}`]
    return cell.s?.fgColor?.rgb
  })
  expect(new Set(fills).size).toBe(6)
})

test('a report without a job and without people is still a workbook', () => {
  const { rows } = read({ ...REPORT, people: [], intervals: [], job: null })
  expect(rows(SHEETS.register)[7]).toEqual([...REGISTER_COLUMNS])
  expect(rows(SHEETS.job)[0]?.[0]).toMatch(/Nothing has been recorded/)
})

test('the download has a name that every system takes', () => {
  const named = (title: string, courseCode: string) =>
    workbookName({ ...REPORT, session: { ...REPORT.session, title, courseCode } })
  expect(named('Week 3', 'CS-7').full).toMatch(/^CS-7 Week 3 2026-05-04\.xlsx$/)
  expect(named('../../"x"\r\nSet-Cookie: a', 'CS').full).not.toMatch(/[/"\r\n:]/)
  expect(named('Übung 測試', 'CS')).toMatchObject({ ascii: expect.stringMatching(/^[\x20-\x7e]+$/) as string })
})

test.skipIf(!hasLibreOffice())(
  '[REP-9] LibreOffice shows the same cells',
  async () => {
    const dir = await mkdtemp(join(tmpdir(), 'muster-workbook-'))
    try {
      const file = join(dir, 'register.xlsx')
      await writeFile(file, writeWorkbook(REPORT))
      // Every sheet as shown (not as computed with), UTF-8, each into a file of its own: tokens 9 and 12 of the filter.
      const filter = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1'
      const made = spawnSync(
        'soffice',
        [`-env:UserInstallation=file://${dir}/profile`, '--headless', '--convert-to', filter, '--outdir', dir, file],
        { timeout: 100_000 },
      )
      expect(made.status).toBe(0)
      const { shown } = read(REPORT)
      for (const sheet of Object.values(SHEETS)) {
        const csv = await readFile(join(dir, `register-${sheet}.csv`), 'utf8')
        const opened = Xlsx.read(csv, { type: 'string', raw: true })
        const cells = Xlsx.utils.sheet_to_json<string[]>(opened.Sheets[opened.SheetNames[0] ?? ''] ?? {}, {
          ...{ header: 1, raw: false, blankrows: true, defval: '' },
        })
        expect(withoutEmptyEnds(cells)).toEqual(withoutEmptyEnds(shown(sheet)))
      }
    } finally {
      await rm(dir, { recursive: true, force: true })
    }
  },
  120_000,
)

function hasLibreOffice(): boolean {
  return spawnSync('soffice', ['--version']).status === 0
}

/** A sheet has no edge: how far its empty cells are written is the program's own business. */
function withoutEmptyEnds(rows: readonly (readonly string[])[]): string[][] {
  const trimmed = rows.map((row) => row.slice(0, row.findLastIndex((cell) => cell !== '') + 1))
  return trimmed.slice(0, trimmed.findLastIndex((row) => row.length > 0) + 1)
}
