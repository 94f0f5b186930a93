import { describe, expect, test } from 'vitest'
import { createNodeBench } from './testing/node-bench'
import { sampleLease, samplePayload } from './testing/sample-lease'

const accepted = { ok: true, value: undefined }

describe('getting to work', () => {
  test('[NOD-1] idle, preparing, connecting, waiting, working, waiting', async () => {
    const { node, engine, socket, clock, phase, welcome } = createNodeBench()
    expect(phase()).toEqual({ type: 'idle' })
    node.start()
    expect(phase()).toEqual({
      type: 'preparing',
      preparation: { step: 'downloading', loadedBytes: 1, totalBytes: 2 },
    })
    await engine.ready()
    expect(phase()).toEqual({ type: 'connecting', failedAttempts: 0 })
    await welcome()
    expect(phase()).toEqual({ type: 'waiting' })
    socket.say('lease:granted', sampleLease(1))
    await clock.pass(0)
    expect(phase()).toEqual({ type: 'working', framesDone: 0, frameCount: 2 })
    engine.current()?.onFrame(1)
    expect(phase()).toEqual({ type: 'working', framesDone: 1, frameCount: 2 })
    expect(socket.told('unit:started')).toEqual([{ leaseId: 'job:1.1' }])
    expect(socket.told('unit:progress')).toEqual([{ leaseId: 'job:1.1', framesDone: 1 }])
    await engine.finish()
    expect(phase()).toEqual({ type: 'waiting' })
    await socket.answer('unit:report', accepted)
    expect(node.getState().tally).toEqual({ unitsDone: 1, framesDone: 2, facesFound: 0 })
  })

  test('[NOD-1] the connection may be there before the engine: hello waits for both', async () => {
    const { node, engine, socket } = createNodeBench()
    node.start()
    socket.accept()
    expect(socket.asked('worker:hello')).toEqual([])
    await engine.ready()
    expect(socket.asked('worker:hello')).toMatchObject([{ modelVersion: 'models-1', backend: 'wasm', isLocal: false }])
  })

  test('[NOD-2] leases run in the order of granting, and the next payload is fetched while one runs', async () => {
    const { begin, socket, engine, clock, requested } = createNodeBench()
    await begin()
    for (const unit of [1, 2, 3]) socket.say('lease:granted', sampleLease(unit))
    await clock.pass(0)
    expect(requested.map((url) => /units\/(\d)/.exec(url)?.[1])).toEqual(['1', '2'])
    await engine.finish()
    await engine.finish()
    await engine.finish()
    expect(socket.told('unit:started').map(({ leaseId }) => leaseId)).toEqual(['job:1.1', 'job:2.1', 'job:3.1'])
  })

  test('[NOD-3] a state goes out each second', async () => {
    const { begin, socket, clock } = createNodeBench()
    await begin()
    await clock.pass(3_000)
    expect(socket.told('worker:state').length).toBeGreaterThanOrEqual(3)
    expect(socket.told('worker:state').at(-1)).toMatchObject({ isVisible: true, isPaused: false, queueLength: 0 })
  })

  test('[NOD-4] nonsense from the coordinator changes nothing', async () => {
    const { begin, socket, clock, phase } = createNodeBench()
    await begin()
    socket.say('lease:granted', { leaseId: 7 })
    socket.say('lease:granted', sampleLease(1, { payloadPath: '//elsewhere.example/x' }))
    socket.say('worker:pause', { by: 'nobody' })
    socket.say('signal:received', null)
    await clock.pass(0)
    expect(phase()).toEqual({ type: 'waiting' })
  })
})

describe('reports', () => {
  test('[NOD-5] a report is kept over a lost connection and sent again until it is answered', async () => {
    const { begin, socket, engine, clock, phase, welcome, node } = createNodeBench()
    await begin()
    socket.say('lease:granted', sampleLease(1))
    await clock.pass(0)
    socket.drop()
    expect(phase().type).toBe('reconnecting')
    await engine.finish()
    expect(socket.asked('unit:report')).toEqual([])
    await clock.pass(10_000)
    await welcome()
    expect(socket.asked('unit:report')).toMatchObject([{ leaseId: 'job:1.1' }])
    socket.drop()
    await clock.pass(10_000)
    await welcome()
    await socket.answer('unit:report', { ok: false, error: 'unavailable' })
    await clock.pass(2_000)
    await socket.answer('unit:report', accepted)
    await clock.pass(60_000)
    expect(socket.asked('unit:report')).toEqual([])
    expect(node.getState().tally.unitsDone).toBe(1)
  })

  test('[NOD-5] a report that is refused for good is forgotten and not counted', async () => {
    const { begin, socket, engine, clock, node } = createNodeBench()
    await begin()
    socket.say('lease:granted', sampleLease(1))
    await clock.pass(0)
    await engine.finish()
    await socket.answer('unit:report', { ok: false, error: 'too-late' })
    await clock.pass(60_000)
    expect(socket.asked('unit:report')).toEqual([])
    expect(node.getState().tally.unitsDone).toBe(0)
  })

  test('[NOD-6] failures are told with their reason', async () => {
    const { begin, socket, engine, clock, outcomes } = createNodeBench()
    await begin()
    outcomes.push({ type: 'gone' })
    socket.say('lease:granted', sampleLease(1))
    await clock.pass(0)
    socket.say('lease:granted', sampleLease(2))
    await clock.pass(0)
    await engine.fail('Array buffer allocation failed')
    socket.say('lease:granted', sampleLease(3, { checksum: 1 }))
    await clock.pass(5_000)
    expect(socket.told('unit:failed')).toEqual([
      { leaseId: 'job:1.1', reason: 'no-payload' },
      { leaseId: 'job:2.1', reason: 'out-of-memory' },
      { leaseId: 'job:3.1', reason: 'bad-payload' },
    ])
  })
})

describe('stopping and resting', () => {
  test('[NOD-7] pause breaks off what runs and hands everything back; resume takes work again', async () => {
    const { begin, node, socket, engine, clock, phase } = createNodeBench()
    await begin()
    for (const unit of [1, 2]) socket.say('lease:granted', sampleLease(unit))
    await clock.pass(0)
    node.pause()
    expect(phase()).toEqual({ type: 'paused', by: 'you' })
    expect(engine.current()).toBeNull()
    expect(
      socket
        .told('lease:returned')
        .map(({ leaseId }) => leaseId)
        .sort(),
    ).toEqual(['job:1.1', 'job:2.1'])
    expect(socket.told('worker:state').at(-1)).toMatchObject({ isPaused: true })
    socket.say('lease:granted', sampleLease(3))
    expect(socket.told('lease:returned').at(-1)).toEqual({ leaseId: 'job:3.1' })
    node.resume()
    socket.say('lease:granted', sampleLease(4))
    await clock.pass(0)
    expect(phase().type).toBe('working')
    expect(socket.told('unit:failed')).toEqual([])
  })

  test('[NOD-7] a hidden page finishes its unit and hands back the rest at once', async () => {
    const { begin, socket, engine, clock, phase, device } = createNodeBench()
    await begin()
    for (const unit of [1, 2]) socket.say('lease:granted', sampleLease(unit))
    await clock.pass(0)
    await device('changed', { isVisible: false })
    expect(socket.told('lease:returned')).toEqual([{ leaseId: 'job:2.1' }])
    expect(socket.told('worker:state').at(-1)).toMatchObject({ isVisible: false })
    await engine.finish()
    expect(socket.asked('unit:report')).toMatchObject([{ leaseId: 'job:1.1' }])
    await device('woke', { isVisible: true })
    expect(phase()).toEqual({ type: 'waiting' })
  })

  test('[NOD-7] the faculty page works on in the background and reads from its own feeder', async () => {
    const { begin, socket, engine, clock, phase, device, requested } = createNodeBench({
      local: { source: async (unitId) => (unitId === 'job:1' ? samplePayload(1) : null) },
    })
    await begin()
    await device('changed', { isVisible: false })
    socket.say('lease:granted', sampleLease(1))
    socket.say('lease:granted', sampleLease(2))
    await clock.pass(0)
    expect(phase().type).toBe('working')
    await engine.finish()
    expect(socket.asked('unit:report')).toMatchObject([{ transport: 'local' }])
    expect(requested).toEqual(['/api/v1/jobs/job/units/2/payload?lease=job%3A2.1'])
  })

  test('[NOD-7] a low battery rests the device until it charges', async () => {
    const { begin, socket, phase, device } = createNodeBench()
    await begin()
    await device('changed', { batteryPct: 14, isCharging: false })
    expect(phase()).toEqual({ type: 'paused', by: 'battery' })
    expect(socket.told('worker:leaving')).toEqual([{ reason: 'battery' }])
    await device('changed', { batteryPct: 16 })
    expect(phase()).toEqual({ type: 'paused', by: 'battery' })
    await device('changed', { isCharging: true })
    expect(phase()).toEqual({ type: 'waiting' })
  })

  test('[NOD-7] who is told to stand by waits as for work, and begins when called', async () => {
    const { begin, socket, clock, phase } = createNodeBench()
    await begin()
    socket.say('worker:pause', { by: 'coordinator' })
    expect(phase()).toEqual({ type: 'waiting' })
    expect(socket.told('worker:state').at(-1)).toMatchObject({ isPaused: false })
    socket.say('worker:resume', {})
    socket.say('lease:granted', sampleLease(1))
    await clock.pass(0)
    expect(phase().type).toBe('working')
  })

  test('[NOD-7] faculty pauses: what runs is finished, nothing begins', async () => {
    const { begin, socket, engine, clock, phase } = createNodeBench()
    await begin()
    socket.say('lease:granted', sampleLease(1))
    await clock.pass(0)
    socket.say('worker:pause', { by: 'faculty' })
    expect(phase()).toEqual({ type: 'paused', by: 'faculty' })
    await engine.finish()
    expect(socket.asked('unit:report')).toHaveLength(1)
    socket.say('worker:resume', {})
    expect(phase()).toEqual({ type: 'waiting' })
  })

  test('[NOD-7] a revoked lease is dropped without a word, also while it runs', async () => {
    const { begin, socket, engine, clock } = createNodeBench()
    await begin()
    for (const unit of [1, 2]) socket.say('lease:granted', sampleLease(unit))
    await clock.pass(0)
    socket.say('lease:revoked', { leaseId: 'job:1.1' })
    await clock.pass(0)
    expect(socket.told('unit:started').at(-1)).toEqual({ leaseId: 'job:2.1' })
    await engine.finish()
    expect(socket.asked('unit:report')).toMatchObject([{ leaseId: 'job:2.1' }])
    expect(socket.told('unit:failed')).toEqual([])
  })

  test('[NOD-8] stop says goodbye, frees the engine and may be called twice', async () => {
    const { begin, node, socket, engine, phase } = createNodeBench()
    await begin()
    node.stop()
    node.stop()
    expect(phase()).toEqual({ type: 'stopped', reason: 'you' })
    expect(socket.told('worker:leaving')).toEqual([{ reason: 'stopped' }])
    expect(engine.isStopped()).toBe(true)
    expect(socket.isUp()).toBe(false)
  })

  test('[NOD-8] a page that closes says so, and comes back from the back-forward cache', async () => {
    const { begin, socket, clock, device, welcome, phase } = createNodeBench()
    await begin()
    await device('leaving')
    expect(socket.told('worker:leaving')).toEqual([{ reason: 'page-closed' }])
    await clock.pass(60_000)
    const before = socket.attempts()
    await device('woke')
    expect(socket.attempts()).toBe(before + 1)
    await welcome()
    expect(phase()).toEqual({ type: 'waiting' })
  })
})

describe('coming back', () => {
  test('[NOD-10] it tries again with growing waits, never longer than six seconds, and at once when woken', async () => {
    const { node, engine, socket, clock, phase, device } = createNodeBench()
    node.start()
    await engine.ready()
    for (let attempt = 1; attempt <= 6; attempt++) {
      expect(socket.attempts()).toBe(attempt)
      socket.refuse(null)
      expect(phase()).toEqual({ type: 'connecting', failedAttempts: attempt })
      await clock.pass(6_000)
    }
    socket.refuse(null)
    const before = socket.attempts()
    await device('woke')
    expect(socket.attempts()).toBe(before + 1)
  })

  test('[NOD-10] an answer to an earlier hello does no harm to the next connection', async () => {
    const { node, engine, socket, clock, phase, welcome } = createNodeBench()
    node.start()
    await engine.ready()
    socket.accept()
    await clock.pass(0)
    socket.drop()
    await clock.pass(1_000)
    await welcome()
    await clock.pass(20_000)
    expect(phase()).toEqual({ type: 'waiting' })
  })

  test('[NOD-10] leases that had not begun are forgotten with the connection', async () => {
    const { begin, socket, engine, clock, welcome } = createNodeBench()
    await begin()
    for (const unit of [1, 2]) socket.say('lease:granted', sampleLease(unit))
    await clock.pass(0)
    socket.drop()
    await clock.pass(1_000)
    await welcome()
    await engine.finish()
    expect(engine.current()).toBeNull()
    expect(socket.asked('unit:report')).toMatchObject([{ leaseId: 'job:1.1' }])
  })
})

describe('not wanted', () => {
  test.each([
    ['not-found', { type: 'refused', reason: 'unknown-code' }],
    ['not-signed-in', { type: 'refused', reason: 'not-signed-in' }],
  ])('[NOD-11] a connection that is refused as %s ends with its own reason', async (reason, phase) => {
    const bench = createNodeBench()
    bench.node.start()
    bench.socket.refuse(reason)
    expect(bench.phase()).toEqual(phase)
    await bench.clock.pass(60_000)
    expect(bench.socket.attempts()).toBe(1)
  })

  test('[NOD-11] other models: the page loads anew once, and says so when that did not help', async () => {
    for (const [helps, expected] of [
      [true, { type: 'stopped', reason: 'replaced-by-reload' }],
      [false, { type: 'refused', reason: 'model-mismatch' }],
    ] as const) {
      const bench = createNodeBench({ reload: () => helps })
      bench.node.start()
      await bench.engine.ready()
      bench.socket.accept()
      await bench.clock.pass(0)
      await bench.socket.answer('worker:hello', { ok: false, error: 'model-mismatch' })
      expect(bench.phase()).toEqual(expected)
    }
  })

  test('[NOD-11] a busy coordinator is asked again', async () => {
    const { node, engine, socket, clock, phase } = createNodeBench()
    node.start()
    await engine.ready()
    socket.accept()
    await clock.pass(0)
    await socket.answer('worker:hello', { ok: false, error: 'unavailable' })
    expect(phase()).toEqual({ type: 'connecting', failedAttempts: 1 })
    await clock.pass(10_000)
    expect(socket.attempts()).toBe(2)
  })

  test('[NOD-12] when the models change, what runs is finished and reported before the page loads anew', async () => {
    const { begin, socket, engine, clock, reloads, phase } = createNodeBench()
    await begin()
    for (const unit of [1, 2]) socket.say('lease:granted', sampleLease(unit))
    await clock.pass(0)
    socket.say('model:changed', { modelVersion: 'models-2' })
    expect(socket.told('lease:returned')).toEqual([{ leaseId: 'job:2.1' }])
    await engine.finish()
    expect(reloads).toEqual([])
    await socket.answer('unit:report', accepted)
    expect(reloads).toEqual(['models-2'])
    expect(phase()).toEqual({ type: 'stopped', reason: 'replaced-by-reload' })
  })

  test.each(['session-over', 'removed'] as const)('[NOD-11] %s ends it', async (reason) => {
    const { begin, socket, phase } = createNodeBench()
    await begin()
    socket.say('worker:shutdown', { reason })
    expect(phase()).toEqual({ type: 'stopped', reason })
  })

  test('[NOD-11] a coordinator that stops is waited for', async () => {
    const { begin, socket, clock, phase, welcome } = createNodeBench()
    await begin()
    socket.say('worker:shutdown', { reason: 'coordinator-stopping' })
    socket.drop()
    expect(phase().type).toBe('reconnecting')
    await clock.pass(5_000)
    await welcome()
    expect(phase()).toEqual({ type: 'waiting' })
  })

  test('[NOD-13] an engine that can not start is said', async () => {
    const { node, engine, phase } = createNodeBench()
    node.start()
    await engine.breakDown()
    expect(phase()).toEqual({ type: 'refused', reason: 'engine-failed' })
  })

  test('[NOD-13] an engine that fails twice is started anew, and after five failures in a row given up', async () => {
    const { begin, socket, engine, clock, phase, welcome } = createNodeBench()
    await begin()
    const fail = async (unit: number) => {
      socket.say('lease:granted', sampleLease(unit))
      await clock.pass(0)
      await engine.fail('broken')
    }
    await fail(1)
    await fail(2)
    expect(phase().type).toBe('preparing')
    expect(engine.startCount()).toBe(2)
    await engine.ready()
    await clock.pass(5_000)
    await welcome()
    for (const unit of [3, 4, 5]) await fail(unit)
    expect(phase()).toEqual({ type: 'refused', reason: 'engine-failed' })
  })
})

describe('what its owner wishes', () => {
  test('[NOD-18] only while charging: pulled out it hands all back, plugged in it goes on', async () => {
    const { node, begin, device, phase, socket, clock } = createNodeBench()
    await begin()
    await device('changed', { batteryPct: 80, isCharging: true })
    socket.say('lease:granted', sampleLease(1))
    await clock.pass(0)
    node.wish({ onlyWhileCharging: true })
    expect(phase().type).toBe('working')
    await device('changed', { isCharging: false })
    expect(phase()).toEqual({ type: 'paused', by: 'charger' })
    expect(socket.told('lease:returned')).toEqual([{ leaseId: 'job:1.1' }])
    // To the coordinator it is its owner's pause: no leases until it is over.
    expect(socket.told('worker:state').at(-1)).toMatchObject({ isPaused: true })
    await device('changed', { isCharging: true })
    expect(phase()).toEqual({ type: 'waiting' })
    expect(socket.told('worker:state').at(-1)).toMatchObject({ isPaused: false })
  })

  test('[NOD-18] a device that does not tell whether it charges works on', async () => {
    const { node, begin, phase } = createNodeBench()
    await begin()
    node.wish({ onlyWhileCharging: true })
    expect(phase()).toEqual({ type: 'waiting' })
  })

  test('[NOD-18] intensity reaches the engine with the next unit, the first guess of its speed, and is bounded', async () => {
    const { node, welcome, socket, engine, clock } = createNodeBench({
      wishes: { intensity: 0.5, onlyWhileCharging: false },
    })
    node.start()
    socket.accept()
    await engine.ready()
    expect(socket.asked('worker:hello')).toMatchObject([{ calibrationMs: 100 }])
    await welcome()
    socket.say('lease:granted', sampleLease(1))
    await clock.pass(0)
    expect(engine.current()?.duty).toBe(0.5)
    node.wish({ intensity: 0 })
    expect(node.getState().wishes.intensity).toBe(0.1)
    await engine.finish()
    socket.say('lease:granted', sampleLease(2))
    await clock.pass(0)
    expect(engine.current()?.duty).toBe(0.1)
  })
})
