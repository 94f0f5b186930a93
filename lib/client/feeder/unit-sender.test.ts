import { expect, test } from 'vitest'
import { createUnitSender, type SenderTotals } from './unit-sender'

/** Sends that end when the test says so. */
function createDesk() {
  const onTheWay: { readonly path: string; readonly end: (outcome: 'stored' | 'not-wanted') => void }[] = []
  const totals: SenderTotals[] = []
  const sender = createUnitSender(
    (now) => totals.push(now),
    (path) => new Promise((end) => onTheWay.push({ path, end })),
  )
  const add = (index: number, sizeBytes: number) => {
    sender.hold('job', index, `job:${index}`, new Uint8Array(sizeBytes).fill(index))
    sender.queue(`job:${index}`)
  }
  return { sender, onTheWay, totals, add }
}
const MB = 1024 * 1024
const settle = () => new Promise((resolve) => setImmediate(resolve))
async function isDone(promise: Promise<void>): Promise<boolean> {
  let isResolved = false
  void promise.then(() => (isResolved = true))
  await settle()
  return isResolved
}

test('[VID-18] no more than two copies are on their way at once, in order', async () => {
  const { add, onTheWay } = createDesk()
  for (const index of [0, 1, 2, 3]) add(index, 10)
  expect(onTheWay.map(({ path }) => path.match(/units\/(\d+)/)?.[1])).toEqual(['0', '1'])
  onTheWay[0]?.end('stored')
  await settle()
  expect(onTheWay.map(({ path }) => path.match(/units\/(\d+)/)?.[1])).toEqual(['0', '1', '2'])
})

test('[VID-19] decoding waits while more than 64 MB have no copy yet', async () => {
  const { sender, add, onTheWay } = createDesk()
  for (const index of [0, 1, 2, 3]) add(index, 20 * MB)
  const room = sender.hasRoom()
  expect(await isDone(room)).toBe(false)
  onTheWay[0]?.end('stored')
  await settle()
  expect(await isDone(room)).toBe(true)
})

test('[VID-20] peers get a unit before and after its copy was sent', async () => {
  const { sender, add, onTheWay } = createDesk()
  add(7, 4)
  expect(await sender.read('job:7')).toEqual(Uint8Array.of(7, 7, 7, 7))
  onTheWay[0]?.end('stored')
  await settle()
  expect(await sender.read('job:7')).toEqual(Uint8Array.of(7, 7, 7, 7))
  expect(await sender.read('job:8')).toBeNull()
})

test('[VID-18] a copy that nobody wants counts as nothing, and the end is told all the same', async () => {
  const { sender, add, onTheWay, totals } = createDesk()
  add(0, 100)
  add(1, 50)
  const empty = sender.isEmpty()
  onTheWay[0]?.end('not-wanted')
  onTheWay[1]?.end('stored')
  await settle()
  expect(await isDone(empty)).toBe(true)
  expect(totals.at(-1)).toEqual({ storedBytes: 50, totalBytes: 50 })
})

test('[VID-21] after a stop nothing is held, sent or waited for', async () => {
  const { sender, add, onTheWay } = createDesk()
  for (const index of [0, 1, 2]) add(index, 40 * MB)
  const room = sender.hasRoom()
  sender.stop()
  add(3, 10)
  expect(await isDone(room)).toBe(true)
  expect(await isDone(sender.isEmpty())).toBe(true)
  expect(onTheWay).toHaveLength(2)
  expect(await sender.read('job:0')).toBeNull()
})
