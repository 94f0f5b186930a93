import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Mode } from '../event'
import { JOB, only, openRoom, typesOf, workerId, type Room } from '../testing/room'

/** Everyone works at its own pace until nothing is held any more; returns units done by each. */
function workAll(room: Room, paceMs: Readonly<Record<string, number>>): Record<string, number> {
  const done = Object.fromEntries(Object.keys(paceMs).map((name) => [name, 0]))
  const freeAt = Object.fromEntries(Object.keys(paceMs).map((name) => [name, room.now()]))
  for (;;) {
    const next = Object.keys(paceMs)
      .filter((name) => room.held(name).length > 0)
      .sort((one, other) => endOf(one) - endOf(other))[0]
    if (next === undefined) return done
    room.wait(Math.max(0, endOf(next) - room.now()))
    const [leaseId] = room.held(next)
    if (leaseId) room.tell({ type: 'report-received', leaseId, workMs: paceMs[next] ?? 0 })
    freeAt[next] = room.now()
    done[next] = (done[next] ?? 0) + 1
  }

  function endOf(name: string): number {
    return (freeAt[name] ?? 0) + (paceMs[name] ?? 0)
  }
}

const workers = fc.array(fc.integer({ min: 20, max: 2_000 }), { minLength: 1, maxLength: 8 })

function dealtRoom(mode: Mode, frameMs: readonly number[], units: number): Room {
  const room = openRoom({ mode })
  frameMs.forEach((ms, index) => room.join(`w${index}`, { frameMs: ms }))
  room.offer(units)
  room.tell({ type: 'job-completed', jobId: JOB })
  return room
}

test('[SCH-12] static: shares differ by one at most, however quick the workers are, and nothing is left over', () => {
  fc.assert(
    fc.property(workers, fc.integer({ min: 1, max: 120 }), (frameMs, units) => {
      const room = dealtRoom('static', frameMs, units)
      const done = Object.values(workAll(room, Object.fromEntries(frameMs.map((ms, index) => [`w${index}`, 5 * ms]))))
      expect(done.reduce((sum, count) => sum + count, 0)).toBe(units)
      expect(Math.max(...done) - Math.min(...done)).toBeLessThanOrEqual(1)
    }),
    { numRuns: 200 },
  )
})

test('[SCH-12] weighted: shares follow speed to within one unit', () => {
  fc.assert(
    fc.property(workers, fc.integer({ min: 1, max: 120 }), (frameMs, units) => {
      const room = dealtRoom('weighted', frameMs, units)
      const job = room.board.jobs.get(JOB)
      const speeds = frameMs.map((ms) => 1 / ms)
      const total = speeds.reduce((sum, speed) => sum + speed, 0)
      const dealt = frameMs.map(
        (_, index) =>
          room.held(`w${index}`).length + (job?.shares.get([...job.shares.keys()][index] ?? never())?.quota ?? 0),
      )
      expect(dealt.reduce((sum, count) => sum + count, 0)).toBe(units)
      dealt.forEach((count, index) =>
        expect(Math.abs(count - (units * (speeds[index] ?? 0)) / total)).toBeLessThanOrEqual(1 + frameMs.length / 8),
      )
    }),
    { numRuns: 200 },
  )
})

test.each(['static', 'weighted'] as const)(
  '[SCH-12] %s: a holder that leaves hands its share to the others',
  (mode) => {
    const room = dealtRoom(mode, [100, 100, 100], 60)
    room.tell({ type: 'worker-left', workerId: workerId('w1'), how: 'lost' })
    const done = workAll(room, { w0: 500, w2: 500 })
    expect(done).toEqual({ w0: 30, w2: 30 })
  },
)

test.each(['static', 'weighted'] as const)(
  '[SCH-12] %s: units offered before anyone joined are dealt to who comes',
  (mode) => {
    const room = openRoom({ mode })
    room.offer(40)
    room.join('a')
    room.join('b')
    // Two were in a's hand when b came; the other 38 are shared.
    expect(workAll(room, { a: 500, b: 500 })).toEqual({ a: 21, b: 19 })
  },
)

test('[SCH-12] static: the job waits for all; nothing moves to a quicker worker', () => {
  const room = dealtRoom('static', [20, 2_000], 20)
  workAll(room, { w0: 100 })
  expect(only(room.effects(), 'revoke-lease')).toEqual([])
  expect(workAll(room, { w0: 100, w1: 10_000 })).toEqual({ w0: 0, w1: 10 })
  expect(typesOf(room.effects()).at(-1)).toBe('job-finished')
})

test('dynamic: whoever is quicker does more', () => {
  const room = dealtRoom('dynamic', [100, 300], 80)
  const done = workAll(room, { w0: 500, w1: 1_500 })
  expect(done.w0).toBeGreaterThanOrEqual(58)
  expect((done.w0 ?? 0) + (done.w1 ?? 0)).toBe(80)
})

const never = (): never => {
  throw new Error('no such share')
}
