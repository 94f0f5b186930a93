import { expect, test } from 'vitest'
import type { NewUnitReport } from '../lib/server/unit-reports'
import { createReportWriter } from './report-writer'

// The writer looks at nothing but the order of what it is handed.
const report = (name: number) => ({ unitId: `j:${name}` }) as NewUnitReport

test('[COO-2] reports that come together are written together, each once, in order', async () => {
  const batches: string[][] = []
  const writer = createReportWriter(async (reports) => batches.push(reports.map(({ unitId }) => unitId)))
  await Promise.all(Array.from({ length: 70 }, (_, name) => writer.save(report(name))))
  expect(batches.map(({ length }) => length)).toEqual([32, 32, 6])
  expect(batches.flat()).toEqual(Array.from({ length: 70 }, (_, name) => `j:${name}`))
})

test('[COO-2] nobody is told of a write before it ended; what comes meanwhile is in the next one', async () => {
  const ends: (() => void)[] = []
  let began = (): void => {}
  const writer = createReportWriter(() => {
    began()
    return new Promise<void>((resolve) => ends.push(resolve))
  })
  const told: number[] = []
  const nextBegins = () => new Promise<void>((resolve) => (began = resolve))
  let begins = nextBegins()
  const first = writer.save(report(1)).then(() => told.push(1))
  await begins
  begins = nextBegins()
  const second = writer.save(report(2)).then(() => told.push(2))
  expect(told).toEqual([])
  ends[0]?.()
  await first
  expect(told).toEqual([1])
  await begins
  ends[1]?.()
  await second
  expect(told).toEqual([1, 2])
})

test('[COO-2] a failed write is told to all that were in it, and the next one is tried', async () => {
  let isBroken = true
  const writer = createReportWriter(() => (isBroken ? Promise.reject(new Error('disk full')) : Promise.resolve()))
  const failed = await Promise.allSettled([writer.save(report(1)), writer.save(report(2))])
  expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  isBroken = false
  await writer.save(report(3))
})
