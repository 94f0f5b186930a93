import type { CellObject, Range } from 'sheetjs-style'
import type { MarkStatus } from '../protocol/course-view'
import type { Verification } from '../protocol/report-view'

/** Cells of our workbook. What comes from people is always text, never a formula. */

const DAY_S = 86_400
const LINE = { style: 'thin', color: { rgb: 'D4D8DE' } } as const

export const text = (value: string): CellObject => ({
  t: 's',
  v: harmless(value),
  s: { alignment: { vertical: 'top' } },
})
export const number = (value: number): CellObject => ({ t: 'n', v: value })
/** 0.973 → 97 %, as a count of hundredths: not every reader knows Excel's own percent with a blank before it. */
export const share = (value: number): CellObject => ({ t: 'n', v: Math.round(value * 100), z: '0" %"' })
export const label = (value: string): CellObject => ({ t: 's', v: value, s: { font: { bold: true } } })
export const heading = (value: string): CellObject => ({
  t: 's',
  v: harmless(value),
  s: { font: { bold: true, sz: '16' } },
})

export const headCell = (value: string): CellObject => ({
  t: 's',
  v: value,
  s: {
    font: { bold: true, color: { rgb: 'FFFFFF' } },
    fill: { fgColor: { rgb: '334155' } },
    alignment: { vertical: 'center' },
    border: { bottom: LINE },
  },
})

/** A moment of the recording as the page writes it: 75 → 1:15, 3675 → 1:01:15. The value is a duration, so it sorts. */
export function clockCell(seconds: number): CellObject {
  const whole = Math.max(0, Math.floor(seconds))
  return { t: 'n', v: whole / DAY_S, z: whole < 3600 ? 'm:ss' : '[h]:mm:ss' }
}

/** A length of time as the page writes it: 42 s, 2 min, 2 min 30 s, 1 h 30 min. The value is a duration, so it adds up. */
export function durationCell(seconds: number): CellObject {
  const whole = Math.max(0, Math.round(seconds))
  if (whole < 60) return { t: 'n', v: whole / DAY_S, z: '[s]" s"' }
  if (whole < 3600) return { t: 'n', v: whole / DAY_S, z: whole % 60 === 0 ? '[m]" min"' : '[m]" min "s" s"' }
  const toMinute = Math.round(whole / 60) * 60
  return { t: 'n', v: toMinute / DAY_S, z: toMinute % 3600 === 0 ? '[h]" h"' : '[h]" h "m" min"' }
}

/** Words and colours of the page's badges; the word says it all, the colour only helps the eye. */
export const STATUS_WORDS: Record<MarkStatus, string> = {
  present: 'Present',
  late: 'Late',
  'left-early': 'Left early',
  absent: 'Absent',
  excused: 'Excused',
  review: 'Review',
}
/** The page's words for how far a mark was looked at again. */
export const CHECKED_WORDS: Record<Verification, string> = {
  trusted: 'Trusted device',
  witnessed: 'Looked at again',
  refuted: 'Contradicted',
  unverified: 'Not verified',
  pending: 'Not yet',
}
const STATUS_COLOURS: Record<MarkStatus, { readonly fill: string; readonly ink: string }> = {
  present: { fill: 'CCFBF1', ink: '115E59' },
  late: { fill: 'FEF3C7', ink: '92400E' },
  'left-early': { fill: 'FFEDD5', ink: '9A3412' },
  absent: { fill: 'FEE2E2', ink: '991B1B' },
  excused: { fill: 'E2E8F0', ink: '334155' },
  review: { fill: 'EDE9FE', ink: '5B21B6' },
}

export const statusCell = (status: MarkStatus): CellObject => ({
  t: 's',
  v: STATUS_WORDS[status],
  s: {
    font: { bold: true, color: { rgb: STATUS_COLOURS[status].ink } },
    fill: { fgColor: { rgb: STATUS_COLOURS[status].fill } },
    alignment: { vertical: 'top' },
  },
})

export const wholeRow = (row: number, columns: number): Range => ({
  s: { r: row, c: 0 },
  e: { r: row, c: columns - 1 },
})

/** Longest text that a cell takes. */
const MAX_CELL = 32_767

/**
 * A text cell is never calculated, but what begins like a formula becomes one when somebody edits the cell or saves the
 * sheet as CSV, and names come from anywhere. The apostrophe is how a spreadsheet itself writes "this is text" (OWASP,
 * "CSV injection"). Control characters are not allowed in XML and would make the file unreadable.
 */
export function harmless(value: string): string {
  const clean = value.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '').slice(0, MAX_CELL - 1)
  return /^[=+\-@\t\r\n]/.test(clean) ? `'${clean}` : clean
}
