/** What a person at the terminal needs to go on: the addresses, and on the first start the link that makes an account. */
export function announcement({
  localUrl,
  lanUrls,
  isFirstRun,
}: {
  localUrl: string
  lanUrls: readonly string[]
  isFirstRun: boolean
}): string {
  const lines = [
    '',
    '  Muster is running.',
    '',
    `  On this machine   ${localUrl}`,
    ...lanUrls.map((url, index) => `  ${index === 0 ? 'In this network  ' : '                 '} ${url}`),
  ]
  if (isFirstRun) lines.push('', `  First start: make your account at ${localUrl}/setup`)
  return [...lines, '', '  Ctrl-C stops it; work in progress goes on at the next start.', ''].join('\n')
}
