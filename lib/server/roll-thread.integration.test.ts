import { afterEach, beforeEach, expect, test } from 'vitest'
import { DEFAULT_ATTENDANCE_POLICY } from '../core/attendance/policy'
import { draftRegister } from './register-draft'
import { createRollThread } from './start-roll-thread'
import { freshDatabase } from './testing/fresh-database'
import { makeClass, runJob } from './testing/synthetic-class'

let fresh: ReturnType<typeof freshDatabase>
beforeEach(() => {
  fresh = freshDatabase()
})
afterEach(() => fresh.remove())

test('[REP-2] the roll thread says the same as the caller’s own thread, and gets over trouble', async () => {
  const { courseId, sessionId } = await makeClass(fresh, 2)
  const seen = Array.from({ length: 8 }, (_, atS) => ({ atS, who: [0, 5] }))
  const jobId = await runJob(fresh, sessionId, seen)
  const request = { jobId, courseId, sampleFps: 1, policy: DEFAULT_ATTENDANCE_POLICY, hasSightings: true }
  const expected = await draftRegister(fresh.db, fresh.vault, request)
  expect(expected.marks.map(({ status }) => status).sort()).toEqual(['absent', 'present'])

  const thread = createRollThread({ databaseFile: fresh.file, key: new Uint8Array(32).fill(7) })
  expect(await Promise.all([thread.draft(request), thread.draft(request)])).toEqual([expected, expected])
  await thread.stop()
  await thread.stop()
  expect(await thread.draft(request)).toEqual(expected)
  const asked = thread.draft(request)
  await thread.stop()
  await expect(asked).rejects.toThrow('the roll thread ended')

  const wrongKey = createRollThread({ databaseFile: fresh.file, key: new Uint8Array(32) })
  await expect(wrongKey.draft(request)).rejects.toThrow(/can't be opened/)
  await wrongKey.stop()
})
