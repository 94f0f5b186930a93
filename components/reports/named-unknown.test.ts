import { expect, test } from 'vitest'
import type { ReportPerson } from '@/lib/protocol/report-view'
import { namedAs, namedWords } from './named-unknown'

const unknown = { cluster: 2, seenS: 60, sightings: 9, firstSeenS: 20, lastSeenS: 905, cropKeys: [] }
const person = (name: string, why: string | null): ReportPerson => ({
  ...{ id: name, personId: name, name, status: 'present', machineStatus: 'absent', reason: '', firstSeenS: null },
  ...{
    lastSeenS: null,
    seenS: 0,
    sightings: 0,
    confidence: 0,
    distance: null,
    cropKey: null,
    photoId: null,
    verification: null,
  },
  override: why === null ? null : { status: 'present', why, by: 'Ada', at: '2026-05-04T08:00:00Z' },
})

test('[REP-10] a face that was named says so, and no other one does', () => {
  expect(namedWords(unknown)).toBe('Named by hand: unknown 2, seen 0:20–15:05.')
  const people = [person('Ada', null), person('Grace', namedWords(unknown)), person('Lin', 'was in the back row')]
  expect(namedAs(unknown, people)?.name).toBe('Grace')
  // After the roll was taken anew, number 2 may be somebody else.
  expect(namedAs({ ...unknown, firstSeenS: 300 }, people)).toBeNull()
})
