import { useEffect, useState } from 'react'
import type { NodePhase } from '@/lib/worker/node/node-state'

/** Between two units a node waits for a moment; only a longer wait is a change that people should see and hear. */
const SETTLE_MS = 1_500

/** The phase, except that a short wait between two units still counts as working. */
export function useSettledPhase(phase: NodePhase): NodePhase {
  const [lastWork, setLastWork] = useState<NodePhase | null>(null)
  if (phase.type === 'working' && lastWork !== phase) setLastWork(phase)
  if (phase.type !== 'working' && phase.type !== 'waiting' && lastWork) setLastWork(null)
  const isGap = phase.type === 'waiting' && lastWork !== null

  useEffect(() => {
    if (!isGap) return
    const timer = setTimeout(() => setLastWork(null), SETTLE_MS)
    return () => clearTimeout(timer)
  }, [isGap])
  return isGap ? lastWork : phase
}
