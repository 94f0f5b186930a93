import { distance } from '../core/recognition/distance'
import type { Instant, JobId, UnitId } from '../core/ids'
import type { Box } from '../core/recognition/face'
import type { WitnessFrame } from '../protocol/witness'
import { framesKey, type BlobStore } from './blob-store'
import type { FramePlace } from './frame-places'
import type { Database } from './db'
import { findUnitReport } from './unit-reports'
import type { Vault } from './vault'
import type { Witness } from './witness'
import { saveWitnessChecks, type WitnessCheck } from './witness-checks'

export interface ViewToCheck {
  readonly atS: number
  readonly box: Box
}

interface Parts {
  readonly db: Database
  readonly vault: Vault
  readonly blobs: BlobStore
}

/** Frames in one question: enough to describe their faces in full batches, few enough to hold and to lose. */
const FRAMES_AT_ONCE = 8

/**
 * Has the witness look at views, in frames from the coordinator's own store, and keeps what it saw: each batch is on disk
 * before the next is asked for, so that a kill in between costs one batch. Views whose frame or claim is not here are left
 * out of the answer.
 */
export async function lookAgain(
  parts: Parts,
  witness: Witness,
  {
    jobId,
    views,
    placeOf,
    now,
  }: {
    readonly jobId: JobId
    readonly views: readonly ViewToCheck[]
    readonly placeOf: (atS: number) => FramePlace | null
    readonly now: () => Instant
  },
): Promise<void> {
  const byFrame = new Map<number, ViewToCheck[]>()
  for (const view of views) byFrame.set(view.atS, [...(byFrame.get(view.atS) ?? []), view])
  const frames = [...byFrame].sort(([one], [two]) => one - two)
  for (let from = 0; from < frames.length; from += FRAMES_AT_ONCE) {
    const batch: { readonly atS: number; readonly frame: WitnessFrame }[] = []
    for (const [atS, own] of frames.slice(from, from + FRAMES_AT_ONCE)) {
      const frame = await frameFor(parts, { jobId, atS, views: own, place: placeOf(atS) })
      if (frame) batch.push({ atS, frame })
    }
    if (batch.length === 0) continue
    const answer = await witness.describe(batch.map(({ frame }) => frame))
    const viewCount = batch.reduce((sum, { frame }) => sum + frame.views.length, 0)
    const workMs = answer.workMs / Math.max(1, viewCount)
    const checks = batch.flatMap(({ atS, frame }, f) =>
      frame.views.map(({ box, descriptor }, v): WitnessCheck => {
        const seen = answer.faces[f]?.[v] ?? null
        return { atS, box, workMs, face: seen && { ...seen, apart: distance(seen.descriptor, descriptor) } }
      }),
    )
    await saveWitnessChecks(parts.db, parts.vault, { jobId, at: now(), checks })
  }
}

/** The frame's own bytes, alone: a view of the whole unit would take all of it across. */
async function frameFor(
  { db, vault, blobs }: Parts,
  {
    jobId,
    atS,
    views,
    place,
  }: {
    readonly jobId: JobId
    readonly atS: number
    readonly views: readonly ViewToCheck[]
    readonly place: FramePlace | null
  },
): Promise<WitnessFrame | null> {
  if (!place?.unit.isStored) return null
  const { unitId, position } = place.unit
  const payload = await blobs.get(framesKey(jobId, position))
  const claimed = await claimedFaces(db, vault, unitId, atS)
  if (!payload) return null
  return {
    jpeg: new Uint8Array(payload.subarray(place.startByte, place.endByte)),
    views: views.flatMap(({ box }) => {
      const descriptor = claimed.get(JSON.stringify(box))
      return descriptor ? [{ box, descriptor }] : []
    }),
  }
}

async function claimedFaces(
  db: Database,
  vault: Vault,
  unitId: UnitId,
  atS: number,
): Promise<Map<string, Float32Array>> {
  const report = await findUnitReport(db, vault, unitId)
  const faces = report?.frames.flatMap(({ atS: own, result }) =>
    own === atS && result.outcome === 'described' ? result.faces : [],
  )
  return new Map(faces?.map(({ box, descriptor }) => [JSON.stringify(box), descriptor]))
}
