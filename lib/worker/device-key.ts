const STORAGE_KEY = 'muster-device'
let keyOfThisPage: string | null = null

/** A random key that tells the coordinator "the same device again". Where storage is refused it lives as long as the page. */
export function deviceKey(): string {
  if (keyOfThisPage) return keyOfThisPage
  const stored = readStored()
  const key = stored ?? randomHex(16)
  if (!stored) store(key)
  return (keyOfThisPage = key)
}

/** Works without a secure context, where `crypto.randomUUID` doesn't exist. */
export function randomHex(byteCount: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(byteCount))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

function readStored(): string | null {
  try {
    const stored = localStorage.getItem(STORAGE_KEY)
    return stored !== null && /^[0-9a-f]{32}$/.test(stored) ? stored : null
  } catch {
    // Storage is switched off in this browser: the device is a new one each time, which is its owner's wish.
    return null
  }
}

function store(key: string) {
  try {
    localStorage.setItem(STORAGE_KEY, key)
  } catch {
    // As above.
  }
}
