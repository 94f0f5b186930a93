import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** Real photos for tests that claim recognition. Never part of the repository; such tests skip where they are missing. */
const dataDir = resolve(process.env.MUSTER_TEST_DATA ?? '../shared/data')

export const hasTestData = existsSync(join(dataDir, 'pairs.csv'))

export const readTestPhoto = (path: string): Buffer => readFileSync(join(dataDir, path))

/** `same` tells whether both photos show one person. */
export interface PhotoPair {
  readonly one: string
  readonly other: string
  readonly same: boolean
}

export function listPairs(): PhotoPair[] {
  const [, ...lines] = readFileSync(join(dataDir, 'pairs.csv'), 'utf8').trim().split('\n')
  return lines.map((line) => {
    const [one = '', other = '', same] = line.split(',')
    return { one, other, same: same?.trim() === '1' }
  })
}

/** Group photos that ship inside the face-api package: always there, three to five faces each. */
export const samplePhoto = (number: 1 | 2 | 3 | 4 | 5 | 6): Buffer =>
  readFileSync(resolve(`node_modules/@vladmandic/face-api/demo/sample${number}.jpg`))
