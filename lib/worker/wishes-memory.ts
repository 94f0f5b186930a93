import type { Wishes } from './node/node-state'

const KEY = 'muster-helping'

/** What the owner chose on this device, from one session to the next. */
export interface Remembered extends Wishes {
  /** What the teacher's screen calls this device; empty for browser and system. */
  readonly name: string
}

const DEFAULTS: Remembered = { name: '', intensity: 1, onlyWhileCharging: false }

export function readRemembered(): Remembered {
  try {
    return parseRemembered(JSON.parse(localStorage.getItem(KEY) ?? '{}'))
  } catch {
    // Storage is refused or holds something else: the defaults stand.
    return DEFAULTS
  }
}

export function remember(change: Partial<Remembered>): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...readRemembered(), ...change }))
  } catch {
    // Storage is refused: the choice lasts as long as the page.
  }
}

export const MAX_CHOSEN_NAME_LENGTH = 40

export function parseRemembered(read: unknown): Remembered {
  const { name, intensity, onlyWhileCharging } = (read ?? {}) as Partial<Record<keyof Remembered, unknown>>
  return {
    name: typeof name === 'string' ? tidyName(name) : '',
    intensity: typeof intensity === 'number' && intensity >= 0.1 && intensity <= 1 ? intensity : 1,
    onlyWhileCharging: onlyWhileCharging === true,
  }
}

/** One line, no control characters, not longer than a tile shows. */
export const tidyName = (typed: string): string =>
  typed
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_CHOSEN_NAME_LENGTH)
