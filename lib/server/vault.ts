import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fail, ok, type Result } from '../core/result'
import { getConfig } from './config'
import { processWide } from './process-wide'

/**
 * Seals everything that is a face: descriptors in the database, photos, frames and crops on disk. The key is a file
 * outside the database, so a stolen copy of the database or of the blobs shows nobody.
 */
export interface Vault {
  /** `about` names what is sealed (`template:…`): opening it as something else fails, so rows can't be swapped. */
  seal(plain: Uint8Array, about: string): Uint8Array<ArrayBuffer>
  open(sealed: Uint8Array, about: string): Result<Uint8Array<ArrayBuffer>, 'wrong-key-or-damaged'>
  /** A secret for another purpose, derived from the same key, so that there is one file to guard. Hex. */
  secretFor(purpose: string): string
}

// Sealed bytes:  0 u8 version · 1 12 bytes nonce · 13 16 bytes tag · 29 … ciphertext (AES-256-GCM)
const VERSION = 1
const NONCE_BYTES = 12
const TAG_BYTES = 16
const HEADER_BYTES = 1 + NONCE_BYTES + TAG_BYTES
const KEY_BYTES = 32

export function createVault(key: Uint8Array): Vault {
  if (key.byteLength !== KEY_BYTES) throw new Error(`The key must have ${KEY_BYTES} bytes; it has ${key.byteLength}.`)
  return {
    seal: (plain, about) => {
      // Random nonces are safe for 2^32 seals under one key (NIST SP 800-38D, 8.3): decades of frames here.
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      cipher.setAAD(Buffer.from(about))
      const body = Buffer.concat([cipher.update(plain), cipher.final()])
      return new Uint8Array(Buffer.concat([Uint8Array.of(VERSION), nonce, cipher.getAuthTag(), body]))
    },
    open: (sealed, about) => {
      if (sealed.byteLength < HEADER_BYTES || sealed[0] !== VERSION) return fail('wrong-key-or-damaged')
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 1 + NONCE_BYTES))
        decipher.setAAD(Buffer.from(about))
        decipher.setAuthTag(sealed.subarray(1 + NONCE_BYTES, HEADER_BYTES))
        return ok(new Uint8Array(Buffer.concat([decipher.update(sealed.subarray(HEADER_BYTES)), decipher.final()])))
      } catch {
        // Node tells a wrong tag only by throwing; there is nothing else to learn from its error.
        return fail('wrong-key-or-damaged')
      }
    },
    secretFor: (purpose) => Buffer.from(hkdfSync('sha256', key, '', `muster:${purpose}`, KEY_BYTES)).toString('hex'),
  }
}

/** Reads the key, or makes it at the first start. Only its owner may read the file. */
export function loadKey(file: string): Uint8Array {
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    // `wx`: of two processes that start at once, one makes the key and the other reads that one.
    try {
      writeFileSync(file, `${randomBytes(KEY_BYTES).toString('hex')}\n`, { mode: 0o600, flag: 'wx' })
      chmodSync(file, 0o600)
    } catch (error) {
      if (!existsSync(file)) throw error
    }
  }
  const hex = readFileSync(file, 'utf8').trim()
  if (!/^[0-9a-f]{64}$/i.test(hex)) throw new Error(`The key file ${file} must hold 64 hexadecimal digits.`)
  return Buffer.from(hex, 'hex')
}

export const getVault = (): Vault => processWide('vault', () => createVault(loadKey(getConfig().keyFile)))
