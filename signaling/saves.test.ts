import { expect, test } from 'vitest'
import { brand, type JobId } from '../lib/core/ids'
import { createSaves } from './saves'

const JOB = brand<JobId>('j')

test('[COO-2] a job is not settled while a write runs, also when the write itself is what asks', async () => {
  const saves = createSaves()
  const order: string[] = []
  let settled: Promise<unknown> = Promise.resolve()
  const write = saves.run(JOB, async () => {
    settled = saves.settled(JOB).then(() => order.push('settled'))
    await Promise.resolve()
    order.push('written')
  })
  await write
  await settled
  expect(order).toEqual(['written', 'settled'])
})

test('a failed write settles too, and its caller hears of it', async () => {
  const saves = createSaves()
  const write = saves.run(JOB, () => Promise.reject(new Error('disk full')))
  await expect(write).rejects.toThrow('disk full')
  await saves.settled()
})

test('other jobs do not hold a job up', async () => {
  const saves = createSaves()
  let end = (): void => {}
  const other = saves.run(brand<JobId>('other'), () => new Promise<void>((resolve) => (end = resolve)))
  await saves.settled(JOB)
  end()
  await other
})
