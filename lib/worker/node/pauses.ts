import type { PausedBy } from './node-state'
import type { DeviceLook } from './ports'

/** Below this, and not charging, the device rests: helping a class is not worth a dead phone. */
const LOW_BATTERY_PCT = 15
/** It goes on when it charges, or is this much above: a level that flickers must not start and stop the work. */
const BATTERY_MARGIN_PCT = 5

/** What the look of the device says of resting; a reason that is left out stays as it was. */
export function restsBecauseOf(
  { isVisible, batteryPct, isCharging }: DeviceLook,
  { worksHidden, onlyWhileCharging }: { readonly worksHidden: boolean; readonly onlyWhileCharging: boolean },
): ReadonlyMap<PausedBy, boolean> {
  const rests = new Map<PausedBy, boolean>()
  if (!worksHidden) rests.set('hidden', !isVisible)
  // A device that does not tell whether it charges is taken at its owner's word that it may work.
  rests.set('charger', onlyWhileCharging && isCharging === false)
  if (batteryPct === null || isCharging || batteryPct >= LOW_BATTERY_PCT + BATTERY_MARGIN_PCT)
    rests.set('battery', false)
  else if (batteryPct < LOW_BATTERY_PCT) rests.set('battery', true)
  return rests
}
