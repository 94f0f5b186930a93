/** A line of people.csv: who a folder belongs to. */
export interface PersonLine {
  readonly id: string
  readonly name: string
  readonly email: string | null
}

const MAX_LINES = 5000
const MAX_CELL_LENGTH = 200

/**
 * Reads `id,name,email`, with or without a head line, separated by commas, semicolons or tabs (spreadsheets export all
 * three), quoted where a cell holds the separator. Lines without an id are left out; the first line of an id counts.
 */
export function parsePeopleCsv(text: string): PersonLine[] {
  const body = text.replace(/^\uFEFF/, '')
  const rows = readRows(body, separatorOf(body)).slice(0, MAX_LINES)
  const head = rows[0]?.map((cell) => cell.toLowerCase()) ?? []
  const hasHead = head.some((cell) => idNames.has(cell))
  const column = (names: ReadonlySet<string>, otherwise: number) => {
    const found = hasHead ? head.findIndex((cell) => names.has(cell)) : otherwise
    return (row: readonly string[]) => row[found]?.slice(0, MAX_CELL_LENGTH) ?? ''
  }
  const idOf = column(idNames, 0)
  const nameOf = column(nameNames, 1)
  const emailOf = column(emailNames, 2)
  const lines = new Map<string, PersonLine>()
  for (const row of hasHead ? rows.slice(1) : rows) {
    const id = idOf(row)
    if (id !== '' && !lines.has(id)) lines.set(id, { id, name: nameOf(row), email: emailOf(row) || null })
  }
  return [...lines.values()]
}

const idNames = new Set(['id', 'number', 'registration', 'registration number', 'reg no', 'roll', 'slug'])
const nameNames = new Set(['name', 'full name', 'student', 'student name'])
const emailNames = new Set(['email', 'e-mail', 'mail'])

/** The candidate that the first line holds most often. */
function separatorOf(text: string): string {
  const line = text.slice(0, text.search(/\r?\n|$/))
  const count = (separator: string) => line.split(separator).length
  return [',', ';', '\t'].reduce((best, next) => (count(next) > count(best) ? next : best))
}

/** RFC 4180: a quoted cell may hold separators, line ends and doubled quotes. */
function readRows(text: string, separator: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let isQuoted = false
  const endCell = () => {
    row.push(cell.trim())
    cell = ''
  }
  const endRow = () => {
    endCell()
    if (row.some((value) => value !== '')) rows.push(row)
    row = []
  }
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at]
    if (isQuoted && char === '"' && text[at + 1] === '"') {
      cell += '"'
      at += 1
    } else if (char === '"' && (isQuoted || cell.trim() === '')) isQuoted = !isQuoted
    else if (isQuoted) cell += char
    else if (char === separator) endCell()
    else if (char === '\n') endRow()
    else if (char !== '\r') cell += char
  }
  endRow()
  return rows
}
