import { expect, test } from 'vitest'
import { likelyCode, tidyCode } from './likely-code'

test('[NOD-17] a code may be typed in any case, with blanks and dashes', () => {
  expect(tidyCode(' bcd-fgh ')).toBe('BCDFGH')
  expect(tidyCode('<script>')).toBe('SCRIPT')
  expect(tidyCode('X'.repeat(99))).toHaveLength(16)
})

test('[NOD-17] digits and the letter O are read as the letters they look like', () => {
  expect(likelyCode('0o8 562')).toBe('QQBSGZ')
  expect(likelyCode('BCDFGH')).toBe('BCDFGH')
})
