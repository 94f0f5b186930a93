import { useCallback, useEffect, useRef, useState } from 'react'

const UNDO_MS = 8000

/**
 * Hides something at once and removes it for good only when the time for Undo is over, or when the page goes.
 * @param remove carries the removal out; `isParting` when the page is being left.
 */
export function useDelayedRemoval(remove: (id: string, how: { isParting: boolean }) => void) {
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set())
  const timers = useRef(new Map<string, number>())
  const carryOut = useRef(remove)
  useEffect(() => {
    carryOut.current = remove
  }, [remove])

  const undo = useCallback((id: string) => {
    window.clearTimeout(timers.current.get(id))
    timers.current.delete(id)
    setHidden((current) => new Set([...current].filter((other) => other !== id)))
  }, [])
  const hide = useCallback((id: string) => {
    setHidden((current) => new Set([...current, id]))
    const timer = window.setTimeout(() => {
      timers.current.delete(id)
      carryOut.current(id, { isParting: false })
    }, UNDO_MS)
    timers.current.set(id, timer)
  }, [])

  useEffect(() => {
    const waiting = timers.current
    const flush = () => {
      for (const [id, timer] of waiting) {
        window.clearTimeout(timer)
        carryOut.current(id, { isParting: true })
      }
      waiting.clear()
    }
    window.addEventListener('pagehide', flush)
    return () => {
      window.removeEventListener('pagehide', flush)
      flush()
    }
  }, [])
  return { hidden, hide, undo }
}
