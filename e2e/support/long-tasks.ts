import type { Browser, Page } from 'playwright'
import { z } from 'zod'

const TraceEvent = z.object({
  ...{ name: z.string(), pid: z.number(), tid: z.number() },
  /** µs the task took of the thread's own processor time. */
  tdur: z.number().optional(),
})
const Trace = z.object({ traceEvents: z.array(TraceEvent) })

/**
 * Watches the page's main thread from now on. Two measures of one thing: the Long Tasks API goes by the clock, which runs on while
 * a busy machine has taken the processor away; the browser's own trace has the processor's time.
 * @returns ends the watch: how many tasks were over `longestMs` by the clock, and the processor's ms of each that was over by that.
 */
export async function watchLongTasks(browser: Browser, page: Page, longestMs: number) {
  await browser.startTracing(page, { categories: ['toplevel', 'blink.user_timing'] })
  await page.evaluate((mark) => {
    const tasks: number[] = []
    Object.assign(globalThis, { longTasks: tasks })
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: 'longtask',
    })
    performance.mark(mark)
  }, MARK)
  return async () => {
    const byClock = await page.evaluate(() => (globalThis as unknown as { longTasks: number[] }).longTasks.length)
    const { traceEvents } = Trace.parse(JSON.parse((await browser.stopTracing()).toString()))
    const here = traceEvents.find(({ name }) => name === MARK)
    if (!here) throw new Error('the trace does not hold the page')
    const tasks = traceEvents.filter(
      ({ name, pid, tid }) => name.endsWith('RunTask') && pid === here.pid && tid === here.tid,
    )
    const timed = tasks.flatMap(({ tdur }) => (tdur === undefined ? [] : [tdur / 1000]))
    if (timed.length === 0) throw new Error('the trace has no task of the page’s main thread')
    return { byClock, byProcessor: timed.filter((ms) => ms > longestMs) }
  }
}
const MARK = 'muster-watched-page'
