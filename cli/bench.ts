/** `npm run bench -- NAME [--json]`: runs bench/NAME.ts, each a ratio against a named rival measured in the same run. */
import { readdirSync } from 'node:fs'

const names = readdirSync(new URL('../bench/', import.meta.url)).flatMap((file) =>
  file.endsWith('.ts') ? [file.slice(0, -'.ts'.length)] : [],
)
const [name = ''] = process.argv.slice(2)
if (names.includes(name)) await import(`../bench/${name}.ts`)
else {
  console.error(`Which benchmark? There are: ${names.join(', ')}.`)
  process.exitCode = 2
}
