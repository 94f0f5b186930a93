import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'

export interface Panes {
  /** Rows from the top and columns from the left that stay in view. */
  readonly rows: number
  readonly columns: number
}

/**
 * Freezes rows and columns of a workbook's sheets, in their order. sheetjs-style writes styles but no panes, so the one
 * element that says so is put into its XML (ECMA-376, 18.3.1.66). Throws if the library writes something else one day.
 */
export function freezePanes(xlsx: Uint8Array, sheets: readonly (Panes | null)[]): Uint8Array {
  const files = unzipSync(xlsx)
  sheets.forEach((panes, index) => {
    if (!panes) return
    const path = `xl/worksheets/sheet${index + 1}.xml`
    const xml = strFromU8(files[path] ?? new Uint8Array())
    const view = '<sheetView workbookViewId="0"/>'
    if (!xml.includes(view)) throw new Error(`${path} has no plain view to freeze`)
    files[path] = strToU8(xml.replace(view, frozenView(panes)))
  })
  return zipSync(files)
}

function frozenView({ rows, columns }: Panes): string {
  const corner = `${String.fromCharCode(65 + columns)}${rows + 1}`
  const pane = columns === 0 ? 'bottomLeft' : rows === 0 ? 'topRight' : 'bottomRight'
  const splits = `${columns > 0 ? ` xSplit="${columns}"` : ''}${rows > 0 ? ` ySplit="${rows}"` : ''}`
  return `<sheetView workbookViewId="0"><pane${splits} topLeftCell="${corner}" activePane="${pane}" state="frozen"/><selection pane="${pane}"/></sheetView>`
}
