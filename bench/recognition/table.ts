/** One measured figure against its bar. */
export interface Line {
  readonly what: string
  readonly is: string
  readonly bar: string
  readonly isMet: boolean
}

/** The same table for a terminal and for a Markdown file. */
export const tableOf = (lines: readonly Line[]): string =>
  [
    '| Figure | Measured | Bar | |',
    '| --- | --- | --- | --- |',
    ...lines.map(
      ({ what, is, bar, isMet }) => `| ${what} | ${is} | ${bar} | ${bar === '' ? '' : isMet ? 'met' : 'MISSED'} |`,
    ),
  ].join('\n')
