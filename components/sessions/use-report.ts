import { useCallback, useEffect, useRef, useState } from 'react'
import type { ReportView } from '@/lib/protocol/report-view'
import { fetchReport } from '@/components/reports/report-api'

/** A session's register, fetched again whenever `version` changes; an old one stays while a new one comes. */
export function useReport(sessionId: string, version: number) {
  const [report, setReport] = useState<ReportView | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  // Answers may overtake each other; only the newest question's answer counts.
  const asked = useRef(0)
  const reload = useCallback(async () => {
    const question = ++asked.current
    const answer = await fetchReport(sessionId)
    if (question !== asked.current) return
    setProblem(answer.ok ? null : answer.problem.message)
    if (answer.ok) setReport(answer.value)
  }, [sessionId])
  useEffect(() => {
    void reload()
  }, [reload, version])
  return { report, problem, reload }
}
