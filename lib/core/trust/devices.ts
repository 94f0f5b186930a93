import type { DeviceId } from '../ids'
import { type Device, type TrustTurn } from './board'
import { newReputation, notePassed, type Reputation } from './reputation'

export function joinDevice(
  { board, at, effects }: TrustTurn,
  { deviceId, isTrusted, reputation }: { deviceId: DeviceId; isTrusted: boolean; reputation: Reputation | null },
): void {
  const known = board.devices.get(deviceId)
  if (known) {
    known.isHere = true
    known.isTrusted = isTrusted
    // Whom a person trusts, nobody else's word keeps out.
    if (isTrusted) known.barred = null
    // Told again, because the shell may not have been there the first time.
    if (known.barred) effects.push({ type: 'device-barred', deviceId, reason: known.barred })
    return
  }
  const device: Device = {
    ...{ id: deviceId, isTrusted, isHere: true, isHeld: false, barred: null },
    reputation: reputation ?? newReputation(at),
    count: { verified: 0, disputed: 0 },
  }
  board.devices.set(deviceId, device)
  if (isTrusted || device.reputation.proven === 0) return
  device.barred = 'known-liar'
  effects.push({ type: 'device-barred', deviceId, reason: 'known-liar' })
}

export function clearDevice({ board, at, effects }: TrustTurn, deviceId: DeviceId): void {
  const reputation = newReputation(at)
  const device = board.devices.get(deviceId)
  if (device) {
    device.barred = null
    device.reputation = reputation
  }
  effects.push({ type: 'reputation-changed', deviceId, reputation })
}

/** An answer of the device was looked at again and stood. */
export function credit({ board, at, effects }: TrustTurn, deviceId: DeviceId): void {
  const device = board.devices.get(deviceId)
  if (!device || device.isTrusted || device.barred) return
  device.count.verified++
  device.reputation = notePassed(device.reputation, at)
  effects.push({ type: 'reputation-changed', deviceId, reputation: device.reputation })
}
