import { expect, test } from 'vitest'
import type { NodeState } from '@/lib/worker/node/node-state'
import { ALONE_MS, type HelperMode } from './helper-rule'
import { createLocalHelper } from './local-helper'

const idle: NodeState = {
  phase: { type: 'idle' },
  tally: { unitsDone: 0, framesDone: 0, facesFound: 0 },
  share: null,
  engine: null,
  transport: 'none',
  device: { isVisible: true, batteryPct: null, isCharging: null },
  wishes: { intensity: 1, onlyWhileCharging: false },
  slowdown: 1,
}

function setUp(mode: HelperMode = 'when-alone') {
  const calls: string[] = []
  let at = 0
  const helper = createLocalHelper({
    mode,
    now: () => at,
    createNode: async () => {
      calls.push('made')
      const node = { subscribe: () => () => true, getState: () => idle }
      const note = (name: string) => () => void calls.push(name)
      return {
        ...node,
        start: note('start'),
        pause: note('pause'),
        resume: note('resume'),
        stop: note('stop'),
        wish: note('wish'),
      }
    },
  })
  helper.start()
  const pass = async (ms: number) => {
    at += ms
    helper.look()
    // Lets what was promised come in; nothing is waited for.
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { helper, calls, pass }
}

const alone = { isJobUnderWay: true, hasOtherHelper: false }

test('[UI-5] the node is made only when this computer is needed', async () => {
  const { helper, calls, pass } = setUp()
  helper.look(alone)
  await pass(ALONE_MS - 1)
  expect(calls).toEqual([])
  await pass(1)
  expect(calls).toEqual(['made', 'start'])
})

test('[UI-5] it pauses when another device comes, resumes when that one goes, and is let go with the job', async () => {
  const { helper, calls, pass } = setUp()
  helper.look(alone)
  await pass(ALONE_MS)
  helper.look({ ...alone, hasOtherHelper: true })
  helper.look(alone)
  await pass(ALONE_MS)
  helper.look({ ...alone, isJobUnderWay: false })
  expect(calls).toEqual(['made', 'start', 'pause', 'resume', 'stop'])
  expect(helper.getState()).toMatchObject({ isHelping: false, node: null })
})

test('[UI-5] the choice takes effect at once', async () => {
  const { helper, calls, pass } = setUp('never')
  helper.look({ ...alone, hasOtherHelper: true })
  await pass(ALONE_MS * 2)
  expect(calls).toEqual([])
  helper.setMode('always')
  await pass(0)
  expect(calls).toEqual(['made', 'start'])
  helper.setMode('never')
  expect(calls).toEqual(['made', 'start', 'stop'])
})

test('[UI-5] a node that arrives after the page went is stopped', async () => {
  const { helper, calls, pass } = setUp('always')
  helper.look(alone)
  helper.stop()
  await pass(0)
  expect(calls).toEqual(['made', 'stop'])
})
