const AGREED = 'muster-agreed:'
const RELOADED = 'muster-reloaded:'

/** Whether the volunteer agreed to help this session in this tab, so that a reload goes on by itself. */
export const hasAgreed = (code: string): boolean => read(AGREED + code) !== null
export const rememberAgreed = (code: string): void => void write(AGREED + code)
export const forgetAgreed = (code: string): void => forget(AGREED + code)

/** Loads the page anew because of a version, once for each: false when that did not help before. */
export function reloadOnceFor(version: string): boolean {
  if (read(RELOADED + version) !== null) return false
  // Without storage nothing would stop the second reload, so there is no first one.
  if (!write(RELOADED + version)) return false
  location.reload()
  return true
}

function read(key: string): string | null {
  try {
    return sessionStorage.getItem(key)
  } catch {
    return null
  }
}

function write(key: string): boolean {
  try {
    sessionStorage.setItem(key, '1')
    return true
  } catch {
    return false
  }
}

function forget(key: string) {
  try {
    sessionStorage.removeItem(key)
  } catch {
    // Storage is refused: there was nothing to forget.
  }
}
