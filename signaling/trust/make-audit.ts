import { randomInt } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { JobId, UnitId } from '../../lib/core/ids'
import type { AuditId, FrameRef } from '../../lib/core/trust/event'
import { type Random, renderAgain, type RenderedFrame } from '../../lib/server/render-audit'
import type { AuditUnit } from './audit-book'

/** A frame's own bytes, from the coordinator's store; null when it is not there. */
export type ReadFrame = (ref: FrameRef) => Promise<Uint8Array | null>

/** Unforeseeable: who could foresee which frames are looked at again would lie in the others. */
export const secretRandom: Random = () => randomInt(2 ** 32) / 2 ** 32

export interface WantedAudit {
  readonly jobId: JobId
  readonly auditId: AuditId
  readonly frames: readonly FrameRef[]
}

/** Renders the frames anew and puts them together; null when one of them is not here or is no picture. */
export async function makeAudit(
  { jobId, auditId, frames: wanted }: WantedAudit,
  {
    readFrame,
    units,
    random = secretRandom,
  }: {
    readonly readFrame: ReadFrame
    /** The job's stored units, for what is missing to an ordinary unit's frames. */
    readonly units: readonly StoredFrames[]
    readonly random?: Random
  },
): Promise<AuditUnit | null> {
  const { refs, asked } = fillUp(wanted, units, random)
  const model = chooseModel(refs, units, random)
  const frames: RenderedFrame[] = []
  for (const [index, ref] of refs.entries()) {
    const jpeg = await readFrame(ref)
    const frame = jpeg && (await renderAgain(jpeg, random, model?.frames[index]?.sizeBytes))
    if (!frame) return null
    frames.push(frame)
  }
  const payload = new Uint8Array(Buffer.concat(frames.map(({ jpeg }) => jpeg)))
  return { auditId, jobId, refs, asked, frames, payload, checksum: crc32(payload), answers: new Map(), failureCount: 0 }
}

interface StoredFrames {
  readonly unitId: UnitId
  readonly position: number
  readonly frames: readonly { readonly sizeBytes: number }[]
}

/** How far around the frames that are asked about others are taken from: what lies near in time looks alike. */
const NEAR = 6

const near = (refs: readonly FrameRef[], units: readonly StoredFrames[]): StoredFrames[] => {
  const positions = refs.flatMap(({ unitId }) => units.find((unit) => unit.unitId === unitId)?.position ?? [])
  const isNear = (unit: StoredFrames) => positions.some((position) => Math.abs(unit.position - position) <= NEAR)
  const found = units.filter(isNear)
  return found.length > 0 ? found : [...units]
}

/** An ordinary unit of the neighbourhood, whose frames' sizes the audit's take: frames of several units differ more. */
function chooseModel(refs: readonly FrameRef[], units: readonly StoredFrames[], random: Random): StoredFrames | null {
  const able = near(refs, units).filter(({ frames }) => frames.length === refs.length)
  return able[Math.floor(random() * able.length)] ?? null
}

/** An audit of fewer frames than units have would be known by that: others are mixed in, whose answers nobody reads. */
function fillUp(
  wanted: readonly FrameRef[],
  units: readonly StoredFrames[],
  random: Random,
): { readonly refs: readonly FrameRef[]; readonly asked: readonly number[] } {
  const usual = usualLength(units)
  const filled: { readonly ref: FrameRef; readonly isAsked: boolean }[] = wanted.map((ref) => ({ ref, isAsked: true }))
  const around = near(wanted, units)
  const used = new Set(wanted.map(({ unitId }) => unitId))
  const others = framesOf(around.filter(({ unitId }) => !used.has(unitId)))
  // A short job has few other units: then more of the same ones, and at last of any.
  const more = framesOf(units).filter(({ unitId, frame }) =>
    wanted.every((ref) => ref.unitId !== unitId || ref.frame !== frame),
  )
  for (const pool of [others, more])
    while (filled.length < usual && pool.length > 0) {
      const [ref] = pool.splice(Math.floor(random() * pool.length), 1)
      if (!ref || filled.some(({ ref: other }) => other.unitId === ref.unitId && other.frame === ref.frame)) continue
      filled.splice(Math.floor(random() * (filled.length + 1)), 0, { ref, isAsked: false })
    }
  return {
    refs: filled.map(({ ref }) => ref),
    asked: filled.flatMap(({ isAsked }, index) => (isAsked ? [index] : [])),
  }
}

const framesOf = (units: readonly StoredFrames[]): FrameRef[] =>
  units.flatMap(({ unitId, frames }) => frames.map((_, frame) => ({ unitId, frame })))

/** How many frames most units have. */
function usualLength(units: readonly StoredFrames[]): number {
  const counts = new Map<number, number>()
  for (const { frames } of units) counts.set(frames.length, (counts.get(frames.length) ?? 0) + 1)
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [0, 0])[0]
}
