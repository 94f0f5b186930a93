import { expect, test } from 'vitest'
import { createManualClock } from './testing/manual-clock'
import { createThrottle } from './throttle'

const setup = () => {
  const clock = createManualClock(0)
  const acts: string[] = []
  const throttle = createThrottle<string>(
    clock,
    () => 250,
    (key) => acts.push(`${key}@${clock.now()}`),
  )
  return { clock, acts, throttle }
}

test('[COO-9] the first ask acts at once, many more act once when the gap is over', () => {
  const { clock, acts, throttle } = setup()
  for (let ask = 0; ask < 20; ask++) throttle.ask('a')
  clock.advance(249)
  expect(acts).toEqual(['a@0'])
  clock.advance(1)
  expect(acts).toEqual(['a@0', 'a@250'])
  clock.advance(10_000)
  expect(acts).toHaveLength(2)
})

test('[COO-9] keys do not hold each other up, and a forgotten key keeps quiet', () => {
  const { clock, acts, throttle } = setup()
  throttle.ask('a')
  throttle.ask('b')
  throttle.ask('a')
  throttle.forget('a')
  clock.advance(1_000)
  expect(acts).toEqual(['a@0', 'b@0'])
})

test('what is still asked for when it stops is not acted on', () => {
  const { clock, acts, throttle } = setup()
  throttle.ask('a')
  throttle.ask('a')
  throttle.stop()
  clock.advance(1_000)
  expect(acts).toEqual(['a@0'])
})
