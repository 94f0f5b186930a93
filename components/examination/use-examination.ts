import { useEffect, useState } from 'react'
import { ExaminationView } from '@/lib/protocol/examination-view'
import { request } from '@/components/shell/api-client'

export const examinationPath = (sessionId: string) => `/api/v1/sessions/${sessionId}/examination`
export const picturePath = (key: string) => `/api/v1/pictures/${encodeURIComponent(key)}`

/** What the session's other work has found, fetched again when `version` changes; null where there was none. */
export function useExamination(sessionId: string, isWanted: boolean, version: number): ExaminationView | null {
  const [examination, setExamination] = useState<ExaminationView | null>(null)
  useEffect(() => {
    if (!isWanted) return
    const abort = new AbortController()
    request(ExaminationView.nullable(), examinationPath(sessionId), { signal: abort.signal })
      .then((answer) => {
        if (answer.ok) setExamination(answer.value)
      })
      // Only an abort throws: a newer question is on its way, or nobody looks any more.
      .catch(() => undefined)
    return () => abort.abort()
  }, [sessionId, isWanted, version])
  return examination
}
