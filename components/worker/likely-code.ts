/** Codes have letters only, and none that looks like a digit; so a digit is a letter that somebody misread. */
const LOOKALIKES: Readonly<Record<string, string>> = { '0': 'Q', O: 'Q', '2': 'Z', '5': 'S', '6': 'G', '8': 'B' }

/** What was typed, as codes are written: upper case, nothing but letters and digits, at most 16 of them. */
export const tidyCode = (typed: string): string =>
  typed
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .slice(0, 16)

/** The same with every character that no code has replaced by the letter it was most likely read from. */
export const likelyCode = (typed: string): string =>
  tidyCode(typed).replace(/[0O2568]/g, (read) => LOOKALIKES[read] ?? read)
