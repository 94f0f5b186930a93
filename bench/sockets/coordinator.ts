import { monitorEventLoopDelay } from 'node:perf_hooks'
import { startServer } from '../../signaling/server'
import { createPlainSite } from '../../signaling/testing/plain-site'

/** The coordinator in a process of its own, without Next, that tells how it feels: `coordinator.ts DATA_DIR`. */
export interface Feeling {
  /** Lateness of the event loop since it was asked last, ms. The monitor's own period of 10 ms is taken off. */
  readonly loopDelayP99Ms: number
  readonly residentMb: number
  readonly cpuMs: number
}

const PERIOD_MS = 10
const [dataDir = ''] = process.argv.slice(2)
const server = await startServer({
  ...{ port: 0, host: '127.0.0.1', dataDir, logLevel: 'error', createSite: createPlainSite },
})
const delay = monitorEventLoopDelay({ resolution: PERIOD_MS })
delay.enable()
process.on('message', (asked) => {
  if (asked !== 'feeling') return
  const { user, system } = process.cpuUsage()
  const feeling: Feeling = {
    loopDelayP99Ms: Math.max(0, delay.percentile(99) / 1e6 - PERIOD_MS),
    residentMb: process.memoryUsage.rss() / 2 ** 20,
    cpuMs: (user + system) / 1e3,
  }
  delay.reset()
  process.send?.({ feeling })
})
// The benchmark is gone, however it ended.
process.on('disconnect', () => process.exit(1))
process.on('SIGTERM', () => void server.stop().then(() => process.exit(0)))
process.send?.({ port: server.port })
