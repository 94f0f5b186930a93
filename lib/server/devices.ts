import { createHash } from 'node:crypto'
import type { DeviceId, Instant } from '../core/ids'
import type { Db } from './db'
import { newId } from './new-id'

export interface SeenDevice {
  /** Hex SHA-256 of the key the device keeps; the key itself is never stored. */
  readonly keyHash: string
  readonly name: string
  readonly backend: string
  readonly numericClass: string
  readonly at: Instant
}

export interface StoredDevice {
  readonly deviceId: DeviceId
  /** Median ms a unit of the last job it worked on, when it has worked before. */
  readonly unitMs: number | null
  readonly trust: 'volunteer' | 'trusted' | 'blocked'
}

export const hashDeviceKey = (deviceKey: string): string => createHash('sha256').update(deviceKey).digest('hex')

/** A device that comes back is the same device, whatever it now calls itself. */
export async function seeDevice(
  db: Db,
  { keyHash, name, backend, numericClass, at }: SeenDevice,
): Promise<StoredDevice> {
  const now = { name, backend, numericClass, lastSeenAt: new Date(at) }
  const row = await db.workerDevice.upsert({
    where: { keyHash },
    create: { id: newId<DeviceId>(), keyHash, firstSeenAt: new Date(at), ...now },
    update: now,
    select: { id: true, unitMs: true, trust: true },
  })
  const trust = row.trust === 'trusted' || row.trust === 'blocked' ? row.trust : 'volunteer'
  return { deviceId: row.id as DeviceId, unitMs: row.unitMs, trust }
}

/** What the session's owner says of a device; it holds in later sessions, too. */
export async function setDeviceTrust(db: Db, deviceId: DeviceId, trust: StoredDevice['trust']): Promise<void> {
  await db.workerDevice.updateMany({ where: { id: deviceId }, data: { trust } })
}

export async function saveDeviceSpeed(db: Db, deviceId: DeviceId, unitMs: number): Promise<void> {
  await db.workerDevice.updateMany({ where: { id: deviceId }, data: { unitMs } })
}
