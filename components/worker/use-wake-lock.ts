import { useEffect } from 'react'

/** Keeps the screen on while `isWanted`. Only secure pages can; elsewhere the page asks its reader to do it. */
export function useWakeLock(isWanted: boolean): void {
  useEffect(() => {
    if (!isWanted || !('wakeLock' in navigator)) return
    let lock: WakeLockSentinel | null = null
    let isOver = false

    // The browser takes the lock away whenever the page is hidden.
    const ask = () => {
      if (document.visibilityState !== 'visible' || isOver) return
      navigator.wakeLock.request('screen').then(
        (given) => {
          if (isOver) void given.release()
          else lock = given
        },
        () => {
          // Refused, for instance to save the battery: the device decides.
        },
      )
    }
    ask()
    document.addEventListener('visibilitychange', ask)
    return () => {
      isOver = true
      document.removeEventListener('visibilitychange', ask)
      void lock?.release()
    }
  }, [isWanted])
}
