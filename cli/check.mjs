/** `npm run check`: formatter, linter and types; `--fix` lets the first two mend what they can. */
import { spawnSync } from 'node:child_process'
import { bin, prepare, root } from './prepare.mjs'

const isFixing = process.argv.includes('--fix')

export const checks = [
  { name: 'format', program: 'prettier', args: [isFixing ? '--write' : '--check', '--log-level=warn', '.'] },
  { name: 'lint', program: 'eslint', args: [...(isFixing ? ['--fix'] : []), '--max-warnings=0', '.'] },
  { name: 'types', program: 'tsc', args: ['--noEmit'] },
]

export function runCheck({ program, args }) {
  return spawnSync(bin(program), args, { cwd: root, stdio: 'inherit' }).status === 0
}

if (process.argv[1]?.endsWith('check.mjs')) {
  await prepare()
  const failed = checks.filter((check) => {
    console.log(`• ${check.name} …`)
    return !runCheck(check)
  })
  if (failed.length > 0) console.error(`Failed: ${failed.map((check) => check.name).join(', ')}`)
  process.exit(failed.length > 0 ? 1 : 0)
}
