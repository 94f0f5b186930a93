'use client'

import { useState } from 'react'
import type { Mode } from '@/lib/protocol/unit'
import { Choice } from '@/components/ui/choice'
import { useToast } from '@/components/ui/toast'
import type { JobView } from './session-facts'
import type { ChangeMode } from './use-session-view'
import { modeWords } from './work-words'

const hints: Record<Mode, string> = {
  dynamic: 'Devices take the next frames when they are free.',
  weighted: 'Frames are dealt out by measured speed.',
  static: 'Every device gets the same share, and all wait for the slowest.',
}

/** How the work is balanced from now on; what devices hold they keep. */
export function ModeChoice({ job, onMode }: { job: JobView; onMode: ChangeMode }) {
  const say = useToast()
  // What was pressed shows at once; what the coordinator says of it follows.
  const [wanted, setWanted] = useState<{ readonly mode: Mode; readonly was: Mode } | null>(null)
  const shown = wanted !== null && wanted.was === job.mode ? wanted.mode : job.mode
  const choose = async (mode: Mode) => {
    setWanted({ mode, was: job.mode })
    const problem = await onMode(job.jobId, mode)
    if (problem === null) return
    setWanted(null)
    say({ kind: 'failed', text: problem })
  }
  return (
    <div className="flex flex-wrap items-end justify-between gap-x-4 gap-y-1.5 border-t border-line pt-3">
      <Choice
        label="Balancing of this job"
        value={shown}
        onChange={(mode) => void choose(mode)}
        options={(['dynamic', 'weighted', 'static'] as const).map((value) => ({ value, label: modeWords[value] }))}
        size="sm"
      />
      <p className="text-sm text-ink-faint">{hints[shown]}</p>
    </div>
  )
}
