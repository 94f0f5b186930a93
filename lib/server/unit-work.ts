import type { DeviceId, Instant, JobId, UnitId, WorkerId } from '../core/ids'
import type { Db } from './db'

/** Who did a unit and how long it took; without what was found in it. */
export interface UnitWork {
  readonly unitId: UnitId
  readonly workerId: WorkerId
  readonly deviceId: DeviceId
  readonly name: string
  readonly backend: string
  readonly transport: string
  readonly workMs: number
  readonly frameCount: number
  readonly acceptedAt: Instant
}

/** The accepted reports of a job as work, in the order they were accepted. */
export async function listUnitWork(db: Db, jobId: JobId): Promise<UnitWork[]> {
  const rows = await db.report.findMany({
    where: { unit: { jobId } },
    select: {
      unitId: true,
      workerId: true,
      deviceId: true,
      transport: true,
      workMs: true,
      described: true,
      failed: true,
      acceptedAt: true,
    },
    orderBy: { acceptedAt: 'asc' },
  })
  const deviceIds = [...new Set(rows.map(({ deviceId }) => deviceId))]
  const devices = await db.workerDevice.findMany({
    where: { id: { in: deviceIds } },
    select: { id: true, name: true, backend: true },
  })
  const deviceOf = new Map(devices.map((device) => [device.id, device]))
  return rows.map((row) => ({
    unitId: row.unitId as UnitId,
    workerId: row.workerId as WorkerId,
    deviceId: row.deviceId as DeviceId,
    name: deviceOf.get(row.deviceId)?.name ?? '',
    backend: deviceOf.get(row.deviceId)?.backend ?? '',
    transport: row.transport,
    workMs: row.workMs,
    frameCount: row.described + row.failed,
    acceptedAt: row.acceptedAt.getTime() as Instant,
  }))
}
