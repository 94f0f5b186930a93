import type { DeviceId, JobId, UnitId } from '../../lib/core/ids'
import { overlap } from '../../lib/core/merging/overlap'
import { distance } from '../../lib/core/recognition/distance'
import type { DescribedFace } from '../../lib/core/recognition/face'
import { type Agreement, compareFace, compareFrame, toleranceOf } from '../../lib/core/trust/agreement'
import type { FrameRef, TrustEffect } from '../../lib/core/trust/event'
import type { FrameResult } from '../../lib/protocol/report'
import { findUnitReport } from '../../lib/server/unit-reports'
import { getWitness, type Witness } from '../../lib/server/witness'
import { saveWitnessChecks } from '../../lib/server/witness-checks'
import type { Floor } from '../floor'
import { jobIdOf } from '../live-job'
import type { ReadFrame } from './make-audit'

type Wanted = Extract<TrustEffect, { type: 'witness-wanted' }>
interface Found {
  readonly accepted: Agreement
  readonly other: Agreement | null
}

/** Has the trusted node look where trust asks, and compares what it saw with what devices said. */
export interface WitnessDesk {
  /** Null when it can't look: no witness, no frame, or nothing to compare with. */
  look(wanted: Wanted, classOf: (deviceId: DeviceId) => Promise<string>): Promise<Found | null>
  /** What it said of a whole frame. */
  knownAnswer(ref: FrameRef): FrameResult | null
  /** A copy that differed, until it is settled who was right. */
  keepCopy(unitId: UnitId, deviceId: DeviceId, frames: readonly FrameResult[]): void
  forgetJob(jobId: JobId): void
}

/** The helper's arithmetic: the same nets on WASM. */
const OWN_CLASS = 'wasm/1e-6'

/**
 * A device describes the best view of each face in its unit with its mirror image and the others without (recogniser.ts), and
 * the two lie farther apart than the tolerance. So each face is described again in the way that is nearer to what was said;
 * both ways are the witness's own.
 */
async function likened(witness: Witness, jpeg: Uint8Array, own: FrameResult, said: FrameResult): Promise<FrameResult> {
  if (own.outcome === 'failed' || said.outcome === 'failed') return own
  const pairs = own.faces.flatMap((face) => {
    const [nearest] = [...said.faces].sort((one, two) => overlap(face.box, two.box) - overlap(face.box, one.box))
    return nearest && overlap(face.box, nearest.box) > 0 ? [{ face, nearest }] : []
  })
  if (pairs.length === 0) return own
  const views = pairs.map(({ face, nearest }) => ({ box: face.box, descriptor: nearest.descriptor }))
  const { faces } = await witness.describe([{ jpeg: new Uint8Array(jpeg), views }])
  const again = new Map(pairs.map(({ face }, i) => [face, faces[0]?.[i] ?? null]))
  return {
    outcome: 'described',
    faces: own.faces.map((face) => ({ ...face, descriptor: again.get(face)?.descriptor ?? face.descriptor })),
  }
}

/** Numbers only: how far the two are apart, and the scores of faces that only one of them has. */
function describeDifference(own: FrameResult, said: FrameResult): Readonly<Record<string, readonly number[]>> {
  if (own.outcome === 'failed' || said.outcome === 'failed') return {}
  const partner = (face: DescribedFace, others: readonly DescribedFace[]) =>
    others.find((other) => overlap(face.box, other.box) >= 0.5)
  const round = (value: number) => Math.round(value * 1000) / 1000
  return {
    apart: own.faces.flatMap((face) => {
      const other = partner(face, said.faces)
      return other ? [round(distance(face.descriptor, other.descriptor))] : []
    }),
    onlyOwn: own.faces.filter((face) => !partner(face, said.faces)).map(({ score }) => round(score)),
    onlyTheirs: said.faces.filter((face) => !partner(face, own.faces)).map(({ score }) => round(score)),
  }
}

export function createWitnessDesk(floor: Floor, readFrame: ReadFrame): WitnessDesk {
  const known = new Map<string, FrameResult>()
  const copies = new Map<string, readonly FrameResult[]>()
  const keyOf = ({ unitId, frame }: FrameRef): string => `${unitId}#${frame}`
  const copyKey = (unitId: UnitId, deviceId: DeviceId): string => `${unitId}/${deviceId}`

  async function lookAtFace({ jobId, about }: Wanted, face: number): Promise<Found | null> {
    const report = await findUnitReport(floor.db, floor.vault, about.unitId)
    const framed = report?.frames[about.frame]
    const claimed = framed?.result.outcome === 'described' ? framed.result.faces[face] : undefined
    const jpeg = claimed && (await readFrame(about))
    const witness = getWitness()
    if (!framed || !claimed || !jpeg || !witness) return null
    const { box, descriptor } = claimed
    const { faces, workMs } = await witness.describe([{ jpeg: new Uint8Array(jpeg), views: [{ box, descriptor }] }])
    const seen = faces[0]?.[0] ?? null
    const apart = seen && { ...seen, apart: distance(seen.descriptor, descriptor) }
    // The register asks about the same views: it finds them looked at.
    const checks = [{ atS: framed.atS, box, workMs, face: apart }]
    await saveWitnessChecks(floor.db, floor.vault, { jobId, at: floor.clock.now(), checks })
    const again: DescribedFace | null = seen && { ...claimed, descriptor: seen.descriptor }
    return { accepted: compareFace(claimed, again, toleranceOf([OWN_CLASS, OWN_CLASS])), other: null }
  }

  async function lookAtFrame(
    { about, other }: Wanted,
    classOf: (deviceId: DeviceId) => Promise<string>,
  ): Promise<Found | null> {
    const jpeg = await readFrame(about)
    const witness = getWitness()
    const report = await findUnitReport(floor.db, floor.vault, about.unitId)
    const said = report?.frames[about.frame]?.result
    if (!jpeg || !witness || !report || !said) return null
    const audit = other?.auditId ? floor.audits.find(other.auditId) : null
    const place = audit?.refs.findIndex((ref) => keyOf(ref) === keyOf(about)) ?? -1
    const rendered = audit?.frames[place]?.jpeg
    const [own, ownRendered] = await witness.describeFrames([
      new Uint8Array(jpeg),
      ...(rendered ? [new Uint8Array(rendered)] : []),
    ])
    if (!own) return null
    known.set(keyOf(about), own)
    const fair = await likened(witness, jpeg, own, said)
    floor.log.debug(describeDifference(fair, said), 'a whole frame was looked at again')
    const accepted = compareFrame(fair, said, toleranceOf([OWN_CLASS, await classOf(report.deviceId)]))
    if (!other) return { accepted, other: null }
    const theirs = audit
      ? audit.answers.get(other.deviceId)?.[place]
      : copies.get(copyKey(about.unitId, other.deviceId))?.[about.frame]
    const truth = audit ? ownRendered : own
    const tolerance = toleranceOf([OWN_CLASS, await classOf(other.deviceId)])
    if (!theirs || !truth) return { accepted, other: 'unclear' }
    const fairToOther = await likened(witness, rendered ?? jpeg, truth, theirs)
    floor.log.debug(describeDifference(fairToOther, theirs), 'another answer on it was looked at again')
    return { accepted, other: compareFrame(fairToOther, theirs, tolerance) }
  }

  return {
    look: (wanted, classOf) => (wanted.face === null ? lookAtFrame(wanted, classOf) : lookAtFace(wanted, wanted.face)),
    knownAnswer: (ref) => known.get(keyOf(ref)) ?? null,
    keepCopy: (unitId, deviceId, frames) => void copies.set(copyKey(unitId, deviceId), frames),
    forgetJob: (jobId) => {
      for (const key of known.keys()) if (jobIdOf(key.slice(0, key.indexOf('#')) as UnitId) === jobId) known.delete(key)
      for (const key of copies.keys())
        if (jobIdOf(key.slice(0, key.indexOf('/')) as UnitId) === jobId) copies.delete(key)
    },
  }
}
