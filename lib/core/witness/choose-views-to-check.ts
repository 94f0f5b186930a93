import type { DeviceId } from '../ids'
import type { ClaimedView } from './claim'

/**
 * The next views to look at: one from each of `count` equal parts of the time in which the person is claimed, the likest
 * of the part, and of different devices where there are several, so that no device alone decides what is looked at.
 * @param views in order of time. @param failed views that were looked at in vain.
 */
export function chooseViewsToCheck(
  views: readonly ClaimedView[],
  {
    failed,
    count,
    mostFailures,
  }: { readonly failed: readonly ClaimedView[]; readonly count: number; readonly mostFailures: number },
): ClaimedView[] {
  const failures = new Map<DeviceId, number>()
  for (const { deviceId } of failed) failures.set(deviceId, (failures.get(deviceId) ?? 0) + 1)
  const left = views.filter(
    ({ testimony, deviceId }) => testimony.kind === 'unchecked' && (failures.get(deviceId) ?? 0) < mostFailures,
  )
  const chosen: ClaimedView[] = []
  const asked = new Set(failures.keys())
  const parts = Math.min(count, left.length)
  for (let part = 0; part < parts; part++) {
    const own = left.slice(Math.floor((part * left.length) / parts), Math.floor(((part + 1) * left.length) / parts))
    const fresh = own.filter(({ deviceId }) => !asked.has(deviceId))
    const [best] = (fresh.length > 0 ? fresh : own).sort((one, two) => one.distance - two.distance)
    if (!best) continue
    asked.add(best.deviceId)
    chosen.push(best)
  }
  return chosen
}
