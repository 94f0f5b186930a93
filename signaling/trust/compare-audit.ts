import type { DeviceId } from '../../lib/core/ids'
import { type Agreement, toleranceOf } from '../../lib/core/trust/agreement'
import { compareAudited } from '../../lib/core/trust/compare-audited'
import type { FrameRef } from '../../lib/core/trust/event'
import type { FrameResult } from '../../lib/protocol/report'
import { moveAnswer, withoutEdges } from '../../lib/server/render-audit'
import { findUnitReport } from '../../lib/server/unit-reports'
import type { ConnectedWorker } from '../connected-worker'
import type { Floor } from '../floor'
import type { AuditUnit } from './audit-book'

interface AuditAnswer {
  readonly by: ConnectedWorker
  readonly frames: readonly FrameResult[]
  /** What a trusted node said of a frame, if it did. */
  readonly knownAnswer: (ref: FrameRef) => FrameResult | null
  readonly classOf: (deviceId: DeviceId) => Promise<string>
}

/** An audit's answer against what is on record for each frame that it asks about, in their order. */
export async function compareAudit(floor: Floor, audit: AuditUnit, answer: AuditAnswer): Promise<Agreement[]> {
  const outcomes: Agreement[] = []
  for (const index of audit.asked) {
    const ref = audit.refs[index]
    const rendering = audit.frames[index]?.rendering
    const recorded = ref ? await answerOnRecord(floor, ref, answer) : null
    const given = answer.frames[index]
    if (!ref || !recorded || !given || !rendering) {
      outcomes.push(recorded ? 'differ' : 'unclear')
      continue
    }
    outcomes.push(
      compareAudited({
        frame: ref.frame,
        said: recorded.unit,
        moved: moveAnswer(recorded.result, rendering),
        given: withoutEdges(given, rendering),
        tolerance: toleranceOf([recorded.numericClass, answer.by.hello.numericClass], 're-rendered'),
      }),
    )
  }
  return outcomes
}

interface Recorded {
  readonly result: FrameResult
  readonly unit: readonly FrameResult[]
  readonly numericClass: string
}

/** The trusted node's answer where there is one, else the accepted report's. */
async function answerOnRecord(
  { db, vault }: Floor,
  ref: FrameRef,
  { knownAnswer, classOf }: AuditAnswer,
): Promise<Recorded | null> {
  const known = knownAnswer(ref)
  if (known) return { result: known, unit: [known], numericClass: '' }
  const report = await findUnitReport(db, vault, ref.unitId)
  const result = report?.frames[ref.frame]?.result
  if (!report || !result) return null
  return { result, unit: report.frames.map((frame) => frame.result), numericClass: await classOf(report.deviceId) }
}
