import type { DeviceId, JobId, UnitId } from '../../lib/core/ids'
import { distance } from '../../lib/core/recognition/distance'
import type { DescribedFace } from '../../lib/core/recognition/face'
import { type Agreement, compareFace, type Tolerance, toleranceOf } from '../../lib/core/trust/agreement'
import type { FrameRef, TrustEffect } from '../../lib/core/trust/event'
import { claimsInQuestion, isSeenIn, judgeFrame } from '../../lib/core/trust/judge-frame'
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
type ClassOf = (deviceId: DeviceId) => Promise<string>

/** Has the trusted node look where trust asks, and compares what it saw with what devices said. */
export interface WitnessDesk {
  /** Null when it can't look: no witness, no frame, or nothing to compare with. */
  look(wanted: Wanted, classOf: ClassOf): Promise<Found | null>
  /** What it said of a whole frame. */
  knownAnswer(ref: FrameRef): FrameResult | null
  /** A copy that differed, until it is settled who was right. */
  keepCopy(unitId: UnitId, deviceId: DeviceId, frames: readonly FrameResult[]): void
  forgetJob(jobId: JobId): void
}

/** The helper's arithmetic: the same nets on WASM. */
const OWN_CLASS = 'wasm/1e-6'

/** Somebody's answer on frames, and those frames' bytes. */
interface Said {
  readonly frames: readonly FrameResult[]
  readonly readFrame: (frame: number) => Promise<Uint8Array | null> | Uint8Array | null
  readonly tolerance: Tolerance
}

export function createWitnessDesk(floor: Floor, readFrame: ReadFrame): WitnessDesk {
  const known = new Map<string, FrameResult>()
  const copies = new Map<string, readonly FrameResult[]>()
  const keyOf = ({ unitId, frame }: FrameRef): string => `${unitId}#${frame}`
  const copyKey = (unitId: UnitId, deviceId: DeviceId): string => `${unitId}/${deviceId}`

  async function lookAtFace({ jobId, about }: Wanted, face: number, classOf: ClassOf): Promise<Found | null> {
    const report = await findUnitReport(floor.db, floor.vault, about.unitId)
    const framed = report?.frames[about.frame]
    const claimed = framed?.result.outcome === 'described' ? framed.result.faces[face] : undefined
    // A located face has another view's descriptor: there is nothing to compare.
    if (claimed?.isLocated) return { accepted: 'unclear', other: null }
    const jpeg = claimed && (await readFrame(about))
    const witness = getWitness()
    if (!report || !framed || !claimed || !jpeg || !witness) return null
    const { box, descriptor } = claimed
    const { faces, workMs } = await witness.describe([{ jpeg: new Uint8Array(jpeg), views: [{ box, descriptor }] }])
    const seen = faces[0]?.[0] ?? null
    const apart = seen && { ...seen, apart: distance(seen.descriptor, descriptor) }
    // The register asks about the same views: it finds them looked at.
    const checks = [{ atS: framed.atS, box, workMs, face: apart }]
    await saveWitnessChecks(floor.db, floor.vault, { jobId, at: floor.clock.now(), checks })
    const tolerance = toleranceOf([OWN_CLASS, await classOf(report.deviceId)])
    const accepted = compareFace(claimed, seen, tolerance)
    if (seen || accepted !== 'differ') return { accepted, other: null }
    // What a look at one place misses, a search of the frame may find.
    const [own] = await witness.describeFrames([new Uint8Array(jpeg)])
    return { accepted: own && isSeenIn(claimed, own) ? 'unclear' : accepted, other: null }
  }

  async function lookAtFrame({ about, other }: Wanted, classOf: ClassOf): Promise<Found | null> {
    const witness = getWitness()
    const report = await findUnitReport(floor.db, floor.vault, about.unitId)
    if (!witness || !report?.frames[about.frame]) return null
    const original: Said = {
      frames: report.frames.map(({ result }) => result),
      readFrame: (frame) => readFrame({ ...about, frame }),
      tolerance: toleranceOf([OWN_CLASS, await classOf(report.deviceId)]),
    }
    const own = await goThrough(witness, original, about.frame)
    const seen = own?.[about.frame]
    if (!own || !seen) return null
    known.set(keyOf(about), seen)
    const accepted = await judge(witness, original, own, about.frame)
    if (!other || accepted === 'differ') return { accepted, other: null }
    return {
      accepted,
      other: await judgeOther(witness, about, own, { ...other, numericClass: await classOf(other.deviceId) }),
    }
  }

  /** The auditor's answer on its own bytes, or the copier's on the unit's. */
  async function judgeOther(
    witness: Witness,
    about: FrameRef,
    own: readonly FrameResult[],
    { deviceId, auditId, numericClass }: NonNullable<Wanted['other']> & { readonly numericClass: string },
  ): Promise<Agreement> {
    const tolerance = toleranceOf([OWN_CLASS, numericClass])
    if (!auditId) {
      const frames = copies.get(copyKey(about.unitId, deviceId))
      if (!frames) return 'unclear'
      return judge(
        witness,
        { frames, readFrame: (frame) => readFrame({ ...about, frame }), tolerance },
        own,
        about.frame,
      )
    }
    const audit = floor.audits.find(auditId)
    const frames = audit?.answers.get(deviceId)
    const place = audit?.refs.findIndex((ref) => keyOf(ref) === keyOf(about)) ?? -1
    if (!audit || !frames || place < 0) return 'unclear'
    const rendered: Said = { frames, readFrame: (frame) => audit.frames[frame]?.jpeg ?? null, tolerance }
    const ownRendered = await goThrough(witness, rendered, place)
    return ownRendered ? judge(witness, rendered, ownRendered, place) : 'unclear'
  }

  /** A frame is understood from the frames before it, as the device understood it. Null where one of them is not here. */
  async function goThrough(witness: Witness, said: Said, frame: number): Promise<readonly FrameResult[] | null> {
    const jpegs: Uint8Array[] = []
    for (let index = 0; index <= frame; index++) {
      const jpeg = await said.readFrame(index)
      if (!jpeg) return null
      jpegs.push(new Uint8Array(jpeg))
    }
    return witness.describeFrames(jpegs)
  }

  async function judge(witness: Witness, said: Said, own: readonly FrameResult[], frame: number): Promise<Agreement> {
    const about = { frame, said: said.frames, own, tolerance: said.tolerance }
    const claims = claimsInQuestion(about)
    const jpegs = await Promise.all(claims.map((claim) => said.readFrame(claim.frame)))
    if (jpegs.some((jpeg) => jpeg === null)) return 'unclear'
    const { faces } = await witness.describe(
      claims.map(({ face: { box, descriptor } }, index) => ({
        jpeg: new Uint8Array(jpegs[index] ?? []),
        views: [{ box, descriptor }],
      })),
    )
    const again = faces.map(([face]) => face ?? null)
    const outcome = judgeFrame(about, again)
    floor.log.debug({ outcome, ...figuresOf(claims, again) }, 'a frame was gone through again')
    return outcome
  }

  return {
    look: (wanted, classOf) =>
      wanted.face === null ? lookAtFrame(wanted, classOf) : lookAtFace(wanted, wanted.face, classOf),
    knownAnswer: (ref) => known.get(keyOf(ref)) ?? null,
    keepCopy: (unitId, deviceId, frames) => void copies.set(copyKey(unitId, deviceId), frames),
    forgetJob: (jobId) => {
      for (const key of known.keys()) if (jobIdOf(key.slice(0, key.indexOf('#')) as UnitId) === jobId) known.delete(key)
      for (const key of copies.keys())
        if (jobIdOf(key.slice(0, key.indexOf('/')) as UnitId) === jobId) copies.delete(key)
    },
  }
}

/** Numbers only: how far what was claimed is from what was found there, and how good the view is. */
function figuresOf(
  claims: readonly { readonly face: DescribedFace }[],
  again: readonly ({ readonly descriptor: Float32Array; readonly quality: number } | null)[],
): Readonly<Record<string, readonly (number | null)[]>> {
  const round = (value: number) => Math.round(value * 1000) / 1000
  return {
    apart: claims.map(({ face }, index) => {
      const found = again[index]
      return found ? round(distance(face.descriptor, found.descriptor)) : null
    }),
    quality: claims.map(({ face }) => round(face.quality.value)),
  }
}
