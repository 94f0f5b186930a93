import { randomBytes } from 'node:crypto'
import type { Brand } from '../core/ids'

/** 96 random bits in 16 characters that need no escaping in URLs, file names or our wire schema. */
export const randomName = (): string => randomBytes(12).toString('base64url')

/** This is where our ids are made, so this is where a bare name becomes one. */
export const newId = <Branded extends Brand<string, string>>(): Branded => randomName() as Branded
