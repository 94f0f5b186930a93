import type { UnitReport } from '../../protocol/report'
import type { Clock } from '../../transport/clock'
import type { AnswerTo, VolunteerSocket } from './ports'

/** Writing a report to disk takes milliseconds; a coordinator that is silent this long is busy or gone. */
const ANSWER_WITHIN_MS = 8_000
const RETRY_MS = 1_000
/** Finished work waiting for an answer. More than this is never in flight unless the coordinator is away for long. */
const KEPT_REPORTS = 64

export interface ReportOutbox {
  readonly add: (report: UnitReport) => void
  /** Sends what waits. Called on each welcome; until then reports are kept. */
  readonly open: () => void
  readonly close: () => void
  readonly size: () => number
}

/**
 * Keeps each report until the coordinator has answered for it: over a lost connection and over silence. Sending one
 * twice is harmless, because a report names its lease.
 */
export function createReportOutbox({
  socket,
  clock,
  onAnswered,
}: {
  socket: Pick<VolunteerSocket, 'ask'>
  clock: Clock
  /** Accepted, or refused for good; the report is forgotten. */
  onAnswered: (report: UnitReport, isAccepted: boolean) => void
}): ReportOutbox {
  const waiting = new Map<string, UnitReport>()
  /** Rises with each opening and closing, so that an answer to an earlier connection's question is told apart. */
  let round = 0
  let isOpen = false

  async function send(report: UnitReport, inRound: number): Promise<void> {
    const answer = await socket.ask('unit:report', report, ANSWER_WITHIN_MS)
    if (!waiting.has(report.leaseId)) return
    if (isFinal(answer)) {
      waiting.delete(report.leaseId)
      onAnswered(report, answer.ok)
    } else if (isOpen && inRound === round) {
      clock.after(RETRY_MS, () => {
        if (isOpen && inRound === round && waiting.has(report.leaseId)) void send(report, inRound)
      })
    }
  }

  return {
    add: (report) => {
      waiting.set(report.leaseId, report)
      const oldest = waiting.keys().next()
      if (waiting.size > KEPT_REPORTS && !oldest.done) waiting.delete(oldest.value)
      if (isOpen) void send(report, round)
    },
    open: () => {
      isOpen = true
      round++
      for (const report of waiting.values()) void send(report, round)
    },
    close: () => {
      isOpen = false
      round++
    },
    size: () => waiting.size,
  }
}

/** `unavailable` means that it could not be written just now; everything else won't change by asking again. */
const isFinal = (answer: AnswerTo<'unit:report'>): boolean =>
  answer.ok || (answer.error !== 'no-answer' && answer.error !== 'unavailable')
