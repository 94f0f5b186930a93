import type { LeaseGranted } from '../../../protocol/volunteer'
import { crc32 } from '../../../transport/crc32'

/** A payload of some frames: their bytes are made up, an engine that looks would find no picture. */
export const samplePayload = (seed: number, frameSizes: readonly number[] = [40, 60]): Uint8Array<ArrayBuffer> =>
  new Uint8Array(frameSizes.reduce((sum, size) => sum + size, 0)).map((_, at) => (at * 31 + seed * 17) & 0xff)

export function sampleLease(seed: number, changes: Partial<LeaseGranted> = {}, frameSizes = [40, 60]): LeaseGranted {
  return {
    leaseId: `job:${seed}.1`,
    unitId: `job:${seed}`,
    jobId: 'job',
    operation: 'attendance',
    frames: frameSizes.map((sizeBytes, frame) => ({ atS: seed * 10 + frame, widthPx: 640, heightPx: 360, sizeBytes })),
    checksum: crc32(samplePayload(seed, frameSizes)),
    leaseMs: 10_000,
    hasFeeder: false,
    payloadPath: `/api/v1/jobs/job/units/${seed}/payload`,
    ...changes,
  }
}
