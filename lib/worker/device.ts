import { deviceKey } from './device-key'
import { deviceName } from './device-name'
import type { DeviceLook, DevicePort } from './node/ports'

/** The Battery Status API; only Chromium has it, and only in secure contexts. */
interface Battery extends EventTarget {
  readonly charging: boolean
  /** 0..1 */
  readonly level: number
}

/** The device this page runs on: what it is called, whether anybody sees the page, how its battery is. */
export function createBrowserDevice(): DevicePort {
  let battery: Battery | null = null
  const look = (): DeviceLook => ({
    isVisible: document.visibilityState === 'visible',
    batteryPct: battery ? Math.round(battery.level * 100) : null,
    isCharging: battery ? battery.charging : null,
  })
  return {
    key: deviceKey(),
    name: deviceName(navigator.userAgent),
    look,
    listen: (heard) => {
      const stop = new AbortController()
      const { signal } = stop
      const seen = () => heard(document.visibilityState === 'visible' ? 'woke' : 'changed')
      document.addEventListener('visibilitychange', seen, { signal })
      window.addEventListener('online', () => heard('woke'), { signal })
      window.addEventListener('pageshow', (event) => event.persisted && heard('woke'), { signal })
      window.addEventListener('pagehide', () => heard('leaving'), { signal })
      findBattery().then(
        (found) => {
          if (!found || signal.aborted) return
          battery = found
          found.addEventListener('levelchange', () => heard('changed'), { signal })
          found.addEventListener('chargingchange', () => heard('changed'), { signal })
          heard('changed')
        },
        () => {
          // Refused by a permissions policy: then nothing is known of the battery.
        },
      )
      return () => stop.abort()
    },
  }
}

async function findBattery(): Promise<Battery | null> {
  if (!('getBattery' in navigator) || typeof navigator.getBattery !== 'function') return null
  // TypeScript's DOM library doesn't know getBattery any more; Chromium's answers with the object above.
  return (await navigator.getBattery()) as Battery
}
