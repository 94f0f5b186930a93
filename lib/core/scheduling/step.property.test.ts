import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isFresh } from './units'
import { defaultPolicy } from './policy'
import { step } from './step'
import { emptyBoard, waitingCount } from './board'
import { comeToRest, createRun, tellStory, type Fault, type Run } from './testing/interleaving'
import { predictRemaining, viewJob, viewWorker } from './views'

const ALL: readonly Fault[] = [
  ...(['vanish', 'fail', 'pause', 'flap', 'return', 'restore', 'reopen', 'cancel'] as const),
  ...(['trust', 'deadline', 'mode'] as const),
]
const story = fc.uint8Array({ minLength: 1, maxLength: 400, size: 'max' })
/** Stories of the first property; the five together tell about twice as many. In CI, 50,000, and trust's stories as many again. */
const runs = Number(process.env.MUSTER_PROPERTY_RUNS ?? (process.env.CI ? 25_000 : 2_000))

/** The ledger checks on its own that nothing is given up for a few who vanished. */
const BLAMELESS: ReadonlySet<string> = new Set(['ran-out', 'took-workers-down'])

function told(bytes: Uint8Array, faults: readonly Fault[] = ALL): Run {
  const run = createRun(defaultPolicy)
  tellStory(run, bytes, new Set(faults))
  return run
}

test('[SCH-3] [SCH-4] [SCH-5] [SCH-6] [SCH-10] [SCH-11] [SCH-14] [SCH-15] no story of faults breaks the ledger', () => {
  fc.assert(
    fc.property(story, (bytes) => void told(bytes)),
    { numRuns: runs },
  )
}, 600_000)

test('[SCH-2] whatever happened before, every job ends while one sound worker answers', () => {
  fc.assert(
    fc.property(story, (bytes) => {
      const run = told(bytes)
      comeToRest(run)
      for (const [id, job] of run.ledger.jobs) expect(job.isOver, id).toBe(true)
    }),
    { numRuns: runs / 2 },
  )
}, 600_000)

test('[SCH-7] leaving and vanishing never cost a unit its end', () => {
  fc.assert(
    fc.property(story, (bytes) => {
      const run = told(bytes, ['vanish', 'pause', 'return', 'flap'])
      // Silence while the link is up is another matter: everybody silent is lost before time runs on.
      for (const workerId of [...run.board.workers.keys()]) run.tell({ type: 'worker-left', workerId, how: 'lost' })
      comeToRest(run)
      const givenUp = run.log.flatMap(({ effects }) => effects).filter(({ type }) => type === 'unit-given-up')
      expect(givenUp.every((effect) => effect.type === 'unit-given-up' && BLAMELESS.has(effect.reason))).toBe(true)
    }),
    { numRuns: runs / 4 },
  )
}, 600_000)

test('[SCH-16] the same events ask for the same effects', () => {
  fc.assert(
    fc.property(story, (bytes) => {
      const { log } = told(bytes)
      const board = emptyBoard()
      for (const { event, effects } of log) expect(step(board, event, defaultPolicy).effects).toEqual(effects)
    }),
    { numRuns: runs / 20 },
  )
}, 600_000)

test('[SCH-17] the board agrees with itself and with the ledger after each event', () => {
  fc.assert(
    fc.property(story, (bytes) => {
      const run = createRun(defaultPolicy)
      const tell = run.tell
      tellStory({ ...run, tell: (fact) => (tell(fact), checkBoard(run), []) }, bytes, new Set(ALL))
    }),
    { numRuns: runs / 4 },
  )
}, 600_000)

function checkBoard({ board, ledger }: Run): void {
  for (const [id, worker] of board.workers) {
    const view = viewWorker(board, id)
    if (view?.holds.join() !== [...(ledger.workers.get(id)?.held ?? [])].join()) throw new Error('SCH-17: holds differ')
    for (const { hungry } of worker.pools)
      if (hungry.has(worker) && (worker.isPaused || worker.restUntilAt !== null))
        throw new Error('SCH-10: hungry but away')
  }
  for (const pool of board.pools.values()) {
    const present = [...pool.members].filter((worker) => !worker.isPaused && !worker.isBarred)
    if (present.length > 0 && present.every((worker) => worker.restUntilAt !== null))
      throw new Error('SCH-9: everybody rests')
  }
  for (const job of board.jobs.values()) {
    const view = viewJob(board, job.id)
    if (!view || view.units.waiting < 0) throw new Error('SCH-17: units do not add up')
    if (job.state !== 'open') continue
    if (job.units.filter((unit) => unit.state.type === 'leased').length !== view.units.leased)
      throw new Error('SCH-17: leased is miscounted')
    if (job.units.filter((unit) => unit.state.type === 'queued').length !== waitingCount(job))
      throw new Error('SCH-17: queues')
    for (const unit of job.units)
      if ((unit.state.type === 'leased') !== unit.liveCount > 0) throw new Error('SCH-17: leased without a lease')
    if (job.mode !== 'dynamic') {
      const quotas = [...job.shares.values()].map(({ quota }) => quota)
      const dealt = quotas.reduce((sum, quota) => sum + quota, job.undealt)
      if (quotas.some((quota) => quota < 0)) throw new Error('SCH-12: a share below nothing')
      if (dealt !== job.units.filter(isFresh).length) throw new Error('SCH-12: not every unit is dealt')
    }
    const remaining = predictRemaining(board, job.id)
    if (remaining && !(remaining.seconds >= 0 && remaining.uncertaintyS >= 0)) throw new Error('SCH-17: prediction')
  }
}
