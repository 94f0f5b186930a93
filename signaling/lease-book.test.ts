import { expect, test } from 'vitest'
import {
  brand,
  type DeviceId,
  type Instant,
  type JobId,
  type LeaseId,
  type UnitId,
  type WorkerId,
} from '../lib/core/ids'
import { createLeaseBook, type Lease } from './lease-book'

const lease = (n: number, workerId = 'w'): Lease => ({
  leaseId: brand<LeaseId>(`l${n}`),
  unitId: brand<UnitId>(`j:${n}`),
  jobId: brand<JobId>('j'),
  workerId: brand<WorkerId>(workerId),
  deviceId: brand<DeviceId>('d'),
  grantedAt: brand<Instant>(0),
  isStarted: false,
  framesDone: 0,
})

test('[COO-4] an ended lease is still known, but nobody holds it', () => {
  const book = createLeaseBook()
  book.add(lease(1))
  book.add(lease(2))
  expect(book.end(brand<LeaseId>('l1'))?.unitId).toBe('j:1')
  expect(book.isHeld(brand<LeaseId>('l1'))).toBe(false)
  expect(book.find(brand<LeaseId>('l1'))?.unitId).toBe('j:1')
  expect(book.heldBy(brand<WorkerId>('w')).map(({ leaseId }) => leaseId)).toEqual(['l2'])
  expect(book.end(brand<LeaseId>('l1'))).toBeNull()
})

test('only the latest ended leases are remembered', () => {
  const book = createLeaseBook(3)
  for (let n = 0; n < 10; n++) {
    book.add(lease(n))
    book.end(brand<LeaseId>(`l${n}`))
  }
  expect(Array.from({ length: 10 }, (_, n) => book.find(brand<LeaseId>(`l${n}`)) !== null)).toEqual([
    ...Array<boolean>(7).fill(false),
    ...Array<boolean>(3).fill(true),
  ])
  expect(book.heldCount()).toBe(0)
})

test('[COO-5] a unit that was encoded anew forgets its leases, held and ended', () => {
  const book = createLeaseBook()
  book.add(lease(1))
  book.add(lease(2))
  book.end(brand<LeaseId>('l1'))
  expect(book.voidUnit(brand<UnitId>('j:1'))).toEqual([])
  expect(book.find(brand<LeaseId>('l1'))).toBeNull()
  expect(book.voidUnit(brand<UnitId>('j:2')).map(({ leaseId }) => leaseId)).toEqual(['l2'])
  expect(book.find(brand<LeaseId>('l2'))).toBeNull()
})
