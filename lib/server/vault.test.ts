import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createVault, loadKey } from './vault'

const KEY = new Uint8Array(32).fill(1)
const plain = new TextEncoder().encode('a face as numbers')

test('[PRI-1] what was sealed opens again, and only as what it was sealed', () => {
  const vault = createVault(KEY)
  const sealed = vault.seal(plain, 'template:1')
  expect(vault.open(sealed, 'template:1')).toEqual({ ok: true, value: new Uint8Array(plain) })
  expect(vault.open(sealed, 'template:2').ok).toBe(false)
  expect(createVault(new Uint8Array(32)).open(sealed, 'template:1').ok).toBe(false)
  expect(Buffer.from(sealed).includes('face')).toBe(false)
})

test('[PRI-1] one changed bit or a missing end is noticed', () => {
  const vault = createVault(KEY)
  const sealed = vault.seal(plain, 'a')
  for (const at of [0, 1, 13, 29, sealed.length - 1]) {
    const bent = sealed.slice()
    bent[at] = (bent[at] ?? 0) ^ 1
    expect(vault.open(bent, 'a').ok).toBe(false)
  }
  expect(vault.open(sealed.subarray(0, 20), 'a').ok).toBe(false)
  expect(vault.open(new Uint8Array(), 'a').ok).toBe(false)
})

test('secrets for two purposes differ and stay the same', () => {
  const vault = createVault(KEY)
  expect(vault.secretFor('a')).toBe(createVault(KEY).secretFor('a'))
  expect(vault.secretFor('a')).not.toBe(vault.secretFor('b'))
})

test('[PRI-2] the key is made once, for its owner alone; a damaged one is refused rather than replaced', () => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-key-'))
  const file = join(folder, 'keys', 'vault.key')
  const key = loadKey(file)
  expect(loadKey(file)).toEqual(key)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  writeFileSync(file, 'not a key')
  expect(() => loadKey(file)).toThrow(/64 hexadecimal digits/)
  expect(readFileSync(file, 'utf8')).toBe('not a key')
  rmSync(folder, { recursive: true })
})
