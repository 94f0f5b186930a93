import { useEffect, useState } from 'react'
import type { NodePhase } from '@/lib/worker/node/node-state'

/** Between two units a node waits for a moment; only a longer wait is a change that people should see and hear. */
const SETTLE_MS = 1_500

/** The phase, except that a short wait between two units still counts as working. */
export function useSettledPhase(phase: NodePhase): NodePhase {
  const [shown, setShown] = useState(phase)
  const isGap = phase.type === 'waiting' && shown.type === 'working'
  if (!isGap && shown !== phase) setShown(phase)
  useEffect(() => {
    if (!isGap) return
    const timer = setTimeout(() => setShown(phase), SETTLE_MS)
    return () => clearTimeout(timer)
  }, [isGap, phase])
  return isGap ? shown : phase
}
