import { expect, test } from 'vitest'
import { ALONE_MS, type HelperFacts, shouldHelp } from './helper-rule'

const alone: HelperFacts = { mode: 'when-alone', isJobUnderWay: true, hasOtherHelper: false, aloneMs: ALONE_MS }

test('[UI-5] this computer helps when nobody else has been there for three seconds, and steps back when others come', () => {
  expect(shouldHelp(alone)).toBe(true)
  expect(shouldHelp({ ...alone, aloneMs: ALONE_MS - 1 })).toBe(false)
  expect(shouldHelp({ ...alone, hasOtherHelper: true })).toBe(false)
})

test('[UI-5] always means always, never means never, and nobody works without a job', () => {
  expect(shouldHelp({ ...alone, mode: 'always', hasOtherHelper: true, aloneMs: 0 })).toBe(true)
  expect(shouldHelp({ ...alone, mode: 'never' })).toBe(false)
  expect(shouldHelp({ ...alone, mode: 'always', isJobUnderWay: false })).toBe(false)
})
