/** What a person at the terminal needs to go on: the addresses, and on the first start the link that makes an account. */
export function announcement({
  localUrl,
  lanUrls,
  setupToken,
}: {
  localUrl: string
  lanUrls: readonly string[]
  /** Null once there is an account. */
  setupToken: string | null
}): string {
  const lines = [
    '',
    '  Muster is running.',
    '',
    `  On this machine   ${localUrl}`,
    ...lanUrls.map((url, index) => `  ${index === 0 ? 'In this network  ' : '                 '} ${url}`),
  ]
  if (setupToken !== null) lines.push('', `  First start: make your account at ${localUrl}/setup?token=${setupToken}`)
  return [...lines, '', '  Ctrl-C stops it; work in progress goes on at the next start.', ''].join('\n')
}
