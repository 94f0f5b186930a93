import { createHash } from 'node:crypto'
import type { DeviceId, Instant } from '../core/ids'
import type { Reputation } from '../core/trust/reputation'
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
  readonly reputation: Reputation | null
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
    select: { id: true, unitMs: true, trust: true, reputation: true },
  })
  const trust = row.trust === 'trusted' || row.trust === 'blocked' ? row.trust : 'volunteer'
  return { deviceId: row.id as DeviceId, unitMs: row.unitMs, trust, reputation: readReputation(row.reputation) }
}

/** What the session's owner says of a device; it holds in later sessions, too. */
export async function setDeviceTrust(db: Db, deviceId: DeviceId, trust: StoredDevice['trust']): Promise<void> {
  await db.workerDevice.updateMany({ where: { id: deviceId }, data: { trust } })
}

export async function saveDeviceSpeed(db: Db, deviceId: DeviceId, unitMs: number): Promise<void> {
  await db.workerDevice.updateMany({ where: { id: deviceId }, data: { unitMs } })
}

export async function saveReputation(db: Db, deviceId: DeviceId, reputation: Reputation): Promise<void> {
  await db.workerDevice.updateMany({ where: { id: deviceId }, data: { reputation: JSON.stringify(reputation) } })
}

/** Written by `saveReputation`. */
const readReputation = (text: string | null): Reputation | null =>
  text === null ? null : (JSON.parse(text) as Reputation)

/** Whose arithmetic is like whose, for comparing answers of devices that may be gone. */
export async function findNumericClass(db: Db, deviceId: DeviceId): Promise<string> {
  const row = await db.workerDevice.findUnique({ where: { id: deviceId }, select: { numericClass: true } })
  return row?.numericClass ?? ''
}
