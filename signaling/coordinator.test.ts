import { expect, test } from 'vitest'
import { brand, type JobId, type LeaseId, type UnitId, type WorkerId } from '../lib/core/ids'
import { defaultPolicy } from '../lib/core/scheduling/policy'
import { createCoordinator, type Task } from './coordinator'
import { createManualClock } from './testing/manual-clock'

const JOB = brand<JobId>('j')
const UNIT = brand<UnitId>('j:0')

function setup() {
  const clock = createManualClock()
  const tasks: Task[] = []
  const coordinator = createCoordinator({ clock, policy: defaultPolicy, carryOut: (task) => tasks.push(task) })
  coordinator.tell({ type: 'job-opened', jobId: JOB, mode: 'dynamic', weight: 1, pool: 's' })
  const offer = () =>
    coordinator.tell({ type: 'unit-offered', jobId: JOB, unitId: UNIT, position: 0, frameCount: 4, isAvailable: true })
  const join = (name: string) =>
    coordinator.tell({
      ...{ type: 'worker-joined', workerId: brand<WorkerId>(name), pools: ['s'], frameMs: 100, isTrusted: false },
    })
  const granted = () => tasks.filter((task) => task.type === 'grant-lease')
  return { clock, coordinator, tasks, offer, join, granted }
}

test('[COO-4] a lease without progress wakes the board by itself, and the unit goes to another worker', () => {
  const { clock, coordinator, offer, join, granted } = setup()
  join('stalled')
  offer()
  const [first] = granted()
  coordinator.tell({ type: 'lease-started', leaseId: first?.leaseId ?? brand<LeaseId>('none') })
  join('other')
  clock.advance(60_000)
  expect(granted()[1]).toMatchObject({ unitId: UNIT, workerId: 'other' })
})

test('[COO-13] a coordinator that stops grants nothing more, but still takes reports', () => {
  const { clock, coordinator, tasks, offer, join, granted } = setup()
  join('worker')
  offer()
  const leaseId = granted()[0]?.leaseId ?? brand<LeaseId>('none')
  coordinator.stop()
  const second = { jobId: JOB, unitId: brand<UnitId>('j:1'), position: 1, frameCount: 4, isAvailable: true }
  coordinator.tell({ type: 'unit-offered', ...second })
  const effects = coordinator.tell({ type: 'report-received', leaseId, workMs: 10 })
  clock.advance(600_000)
  expect(effects.map(({ type }) => type)).toContain('accept-report')
  expect(granted()).toHaveLength(1)
  expect(tasks.filter(({ type }) => type === 'accept-report')).toHaveLength(1)
})
