import { expect, test } from 'vitest'
import type { ReportPerson } from '@/lib/protocol/report-view'
import { nextRow, rowsOf } from './register-rows'

const person = (id: string, name: string, status: ReportPerson['status']): ReportPerson => ({
  id,
  personId: `p-${id}`,
  name,
  status,
  machineStatus: status,
  reason: '',
  firstSeenS: null,
  lastSeenS: null,
  seenS: 0,
  sightings: 0,
  confidence: 1,
  distance: null,
  cropKey: null,
  photoId: null,
  verification: null,
  override: null,
})
const people = [person('10', 'Ada', 'present'), person('2', 'Bob', 'absent'), person('30', 'Cy', 'review')]
const idsOf = (rows: readonly ReportPerson[]) => rows.map(({ id }) => id)

test('[UI-3] review items come first, the rest by registration number', () => {
  expect(idsOf(rowsOf(people, { status: 'all', query: '' }))).toEqual(['30', '2', '10'])
})

test('[UI-3] a filter and a search narrow the register, never change it', () => {
  expect(idsOf(rowsOf(people, { status: 'absent', query: '' }))).toEqual(['2'])
  expect(idsOf(rowsOf(people, { status: 'all', query: ' ADA ' }))).toEqual(['10'])
  expect(idsOf(people)).toEqual(['10', '2', '30'])
})

test('[UI-3] arrow keys stay inside the table', () => {
  expect([nextRow('ArrowUp', 0, 3), nextRow('ArrowDown', 2, 3), nextRow('End', 0, 3), nextRow('x', 1, 3)]).toEqual([
    0,
    2,
    2,
    null,
  ])
})
