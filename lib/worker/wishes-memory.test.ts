import { expect, test } from 'vitest'
import { parseRemembered, tidyName } from './wishes-memory'

test('[NOD-18] what was stored is read, and nonsense is not', () => {
  const kept = { name: 'Lab 3', intensity: 0.5, onlyWhileCharging: true }
  expect(parseRemembered(kept)).toEqual(kept)
  const defaults = { name: '', intensity: 1, onlyWhileCharging: false }
  for (const nonsense of [null, 7, 'x', [], { intensity: 40 }, { intensity: 'x', name: 4, onlyWhileCharging: 'yes' }])
    expect(parseRemembered(nonsense)).toEqual(defaults)
})

test('[NOD-9] a chosen name is one short line', () => {
  expect(tidyName('  Mia’s\n\tphone \u0007 ')).toBe('Mia’s phone')
  expect(tidyName('x'.repeat(90))).toHaveLength(40)
})
