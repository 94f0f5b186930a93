import type { DeviceId } from '../ids'
import type { TrustBoard, TrustJob, TrustTurn } from './board'

/**
 * While it is being found out who is wrong, the likelier one gets no new work: what it did in the meantime would have to be
 * done again. An auditor that differs with several is likelier wrong than all of them; a doubted device than its neighbours.
 */
export function holdSuspects({ board, effects }: TrustTurn): void {
  const suspects = new Set<DeviceId>()
  for (const job of board.jobs.values()) if (!job.isReleased) addSuspects(board, job, suspects)
  for (const device of board.devices.values()) {
    const isHeld = suspects.has(device.id) && !device.isTrusted
    if (device.isHeld === isHeld) continue
    device.isHeld = isHeld
    if (!device.barred) effects.push({ type: 'device-held', deviceId: device.id, isHeld })
  }
}

function addSuspects(board: TrustBoard, job: TrustJob, suspects: Set<DeviceId>): void {
  const perAudit = new Map<string, number>()
  const disputed = []
  for (const { state, unit, isDoubted } of job.checks.values()) {
    if (state.type === 'at-witness' && isDoubted) suspects.add(unit.deviceId)
    if (state.type !== 'disputed') continue
    const key = `${state.auditId ?? unit.id}/${state.by}`
    perAudit.set(key, (perAudit.get(key) ?? 0) + 1)
    disputed.push({ key, by: state.by, accused: unit.deviceId })
  }
  for (const { key, by, accused } of disputed) suspects.add((perAudit.get(key) ?? 0) > 1 ? by : accused)
}
