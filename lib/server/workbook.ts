import Xlsx, { type CellObject, type WorkSheet } from 'sheetjs-style'
import type { ReportJob, ReportPerson, ReportView } from '../protocol/report-view'
import { freezePanes } from './freeze-panes'
import {
  CHECKED_WORDS,
  clockCell,
  durationCell,
  headCell,
  heading,
  label,
  number,
  share,
  statusCell,
  text,
  wholeRow,
} from './workbook-cells'

/** Sheets in their order. */
export const SHEETS = { register: 'Register', intervals: 'Intervals', job: 'Job' } as const

/** Columns of the register, in order; the page's table has the same words. */
export const REGISTER_COLUMNS = [
  'Number',
  'Name',
  'Status',
  'First seen',
  'Last seen',
  'Time seen',
  'Sightings',
  'Confidence',
  'Checked',
  'Why',
  'Set by hand',
] as const

/** The register as an Excel workbook: what the page shows, cell for cell, with numbers that can be counted with. */
export function writeWorkbook(report: ReportView): Uint8Array {
  const register = registerSheet(report)
  const intervals = intervalSheet(report)
  const workbook = Xlsx.utils.book_new()
  workbook.Props = { Title: `${report.session.courseName}: ${report.session.title}`, Author: 'Muster' }
  Xlsx.utils.book_append_sheet(workbook, register.sheet, SHEETS.register)
  Xlsx.utils.book_append_sheet(workbook, intervals.sheet, SHEETS.intervals)
  Xlsx.utils.book_append_sheet(workbook, jobSheet(report.job), SHEETS.job)
  // The library writes `type: 'buffer'` as a Node buffer; its types say any.
  const bytes = Xlsx.write(workbook, { bookType: 'xlsx', type: 'buffer' }) as Uint8Array
  return freezePanes(bytes, [
    { rows: register.headRow + 1, columns: 2 },
    { rows: intervals.headRow + 1, columns: 0 },
    null,
  ])
}

/** What the download is called: for headers that take only ASCII, and in full. */
export function workbookName({ session }: ReportView): { readonly ascii: string; readonly full: string } {
  const day = localTime(session.heldAt).slice(0, 10)
  // Letters of every language, and nothing that some file system or header takes for something else.
  const full = `${session.courseCode || session.courseName} ${session.title} ${day}`
    .replace(/[^\p{L}\p{N} ._-]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 120)
  return { ascii: `${full.normalize('NFKD').replace(/[^\x20-\x7e]/g, '') || 'register'}.xlsx`, full: `${full}.xlsx` }
}

function registerSheet(report: ReportView) {
  const { session, people, totals } = report
  const course = session.courseCode ? `${session.courseName} (${session.courseCode})` : session.courseName
  const rows: CellObject[][] = [
    [heading(session.title)],
    [label('Course'), text(course)],
    [label('Held'), text(localTime(session.heldAt))],
    [label('Recorded'), durationCell(report.durationS)],
    [label('Enrolled'), number(people.length)],
    [
      label('Totals'),
      text(
        `${totals.present} present, ${totals.late} late, ${totals['left-early']} left early, ${totals.absent} absent, ` +
          `${totals.excused} excused, ${totals.review} to review`,
      ),
    ],
    [],
    REGISTER_COLUMNS.map(headCell),
    ...people.map(personRow),
  ]
  const headRow = 7
  const sheet = sheetOf(rows, [14, 28, 13, 11, 11, 13, 10, 11, 17, 60, 40])
  sheet['!merges'] = [wholeRow(0, REGISTER_COLUMNS.length)]
  sheet['!autofilter'] = {
    ref: Xlsx.utils.encode_range({
      s: { r: headRow, c: 0 },
      e: { r: headRow + Math.max(1, people.length), c: REGISTER_COLUMNS.length - 1 },
    }),
  }
  return { sheet, headRow }
}

const NOTHING = '–'

function personRow(person: ReportPerson): CellObject[] {
  const { override } = person
  return [
    text(person.id),
    text(person.name),
    statusCell(person.status),
    person.firstSeenS === null ? text(NOTHING) : clockCell(person.firstSeenS),
    person.lastSeenS === null ? text(NOTHING) : clockCell(person.lastSeenS),
    person.seenS > 0 ? durationCell(person.seenS) : text(NOTHING),
    number(person.sightings),
    person.sightings > 0 ? share(person.confidence) : text(NOTHING),
    text(person.verification === null ? NOTHING : CHECKED_WORDS[person.verification]),
    text(person.reason),
    text(override ? [override.by, localTime(override.at), override.why].filter(Boolean).join(', ') : ''),
  ]
}

function intervalSheet({ intervals, people }: ReportView) {
  const nameOf = new Map(people.map(({ id, name }) => [id, name]))
  const rows = [
    ['Number', 'Name', 'From', 'To', 'Length'].map(headCell),
    ...intervals.map(({ id, startS, endS }) => [
      text(id),
      text(nameOf.get(id) ?? ''),
      clockCell(startS),
      clockCell(endS),
      durationCell(endS - startS),
    ]),
  ]
  return { sheet: sheetOf(rows, [14, 28, 11, 11, 13]), headRow: 0 }
}

function jobSheet(job: ReportJob | null): WorkSheet {
  if (!job) return sheetOf([[text('Nothing has been recorded for this session yet.')]], [60])
  const facts: [string, CellObject][] = [
    ['State', text(job.failure === null ? job.phase : `${job.phase}: ${job.failure}`)],
    ['Balancing', text(job.mode)],
    ['Frames offered', number(job.frames)],
    ['… described', number(job.framesDescribed)],
    ['… skipped as duplicates', number(job.framesSkipped)],
    ['… failed', number(job.framesFailed)],
    ['Work units', number(job.units)],
    ['Faces found', number(job.facesFound)],
    ['Faces described', number(job.facesDescribed)],
    ['Duration', durationCell(job.wallS)],
    ['Views looked at again', number(job.witnessChecks)],
    ['… time that took, ms', number(job.witnessMs)],
    ['Decoded by', text(job.decoders.join(', '))],
    ['Models', text(job.modelVersion ?? '')],
  ]
  const rows = [
    [heading('How the work was done')],
    ...facts.map(([name, cell]) => [label(name), cell]),
    [],
    ['Device', 'Backend', 'Path', 'Units', 'Frames', 'Median ms a unit'].map(headCell),
    ...job.workers.map(({ name, backend, transport, units, frames, medianUnitMs }) => [
      text(name),
      text(backend),
      text(transport),
      number(units),
      number(frames),
      medianUnitMs === null ? text(NOTHING) : number(Math.round(medianUnitMs)),
    ]),
  ]
  return sheetOf(rows, [28, 16, 11, 10, 10, 18])
}

function sheetOf(rows: readonly (readonly CellObject[])[], widths: readonly number[]): WorkSheet {
  const sheet: WorkSheet = {}
  rows.forEach((cells, r) => cells.forEach((cell, c) => (sheet[Xlsx.utils.encode_cell({ r, c })] = cell)))
  const width = Math.max(1, ...rows.map((cells) => cells.length))
  sheet['!ref'] = Xlsx.utils.encode_range({ s: { r: 0, c: 0 }, e: { r: Math.max(0, rows.length - 1), c: width - 1 } })
  sheet['!cols'] = widths.map((wch) => ({ wch }))
  return sheet
}

/** In the time zone of the machine, which is the classroom's: `2026-05-04 09:15`. */
function localTime(iso: string): string {
  const at = new Date(iso)
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}`
}
