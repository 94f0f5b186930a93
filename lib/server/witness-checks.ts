import { createHash } from 'node:crypto'
import type { Instant, JobId } from '../core/ids'
import type { Box, Descriptor } from '../core/recognition/face'
import type { Testimony } from '../core/witness/claim'
import type { Db } from './db'
import type { Vault } from './vault'

interface View {
  readonly atS: number
  readonly box: Box
}

/** What a trusted node saw where a face had been claimed; `face` is null where there is none. */
export interface WitnessCheck extends View {
  readonly face: { readonly descriptor: Descriptor; readonly widthPx: number; readonly apart: number } | null
  readonly workMs: number
}

/** The same view of the same job always has the same id, whoever claims it. */
export const viewIdOf = (jobId: JobId, { atS, box }: View): string =>
  createHash('sha256')
    .update([jobId, atS, box.x, box.y, box.width, box.height].join('|'))
    .digest('base64url')
    .slice(0, 24)

/** Safe to repeat: a view is looked at once, and the first look counts. */
export async function saveWitnessChecks(
  db: Db,
  vault: Vault,
  { jobId, at, checks }: { readonly jobId: JobId; readonly at: Instant; readonly checks: readonly WitnessCheck[] },
): Promise<void> {
  for (const { atS, box, face, workMs } of checks) {
    const id = viewIdOf(jobId, { atS, box })
    const descriptor = face && vault.seal(bytesOf(face.descriptor), `witness:${id}`)
    const seen = { descriptor, widthPx: face?.widthPx ?? 0, apart: face?.apart ?? null }
    await db.witnessCheck.upsert({
      where: { id },
      create: { id, jobId, atS, box: JSON.stringify(box), ...seen, workMs, checkedAt: new Date(at) },
      update: {},
    })
  }
}

/** What is known of each view that was looked at, by view id. */
export async function listTestimonies(db: Db, vault: Vault, jobId: JobId): Promise<Map<string, Testimony>> {
  const rows = await db.witnessCheck.findMany({ where: { jobId } })
  return new Map(
    rows.map(({ id, descriptor, widthPx, apart }): [string, Testimony] => {
      if (!descriptor || apart === null) return [id, { kind: 'no-face' }]
      const opened = vault.open(descriptor, `witness:${id}`)
      if (!opened.ok) throw new Error(`Witness check ${id} can't be opened: wrong key, or it is damaged.`)
      return [id, { kind: 'face', descriptor: new Float32Array(opened.value.buffer), widthPx, apart }]
    }),
  )
}

/** What looking again has cost the job. */
export async function sumWitnessChecks(
  db: Db,
  jobId: JobId,
): Promise<{ readonly count: number; readonly workMs: number }> {
  const { _count, _sum } = await db.witnessCheck.aggregate({ where: { jobId }, _count: true, _sum: { workMs: true } })
  return { count: _count, workMs: _sum.workMs ?? 0 }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Descriptor): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength)
