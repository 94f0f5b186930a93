import type { MarkStatus } from '@/lib/protocol/course-view'
import { ReportView } from '@/lib/protocol/report-view'
import { Nothing, request } from '@/components/shell/api-client'

export const fetchReport = (sessionId: string, signal?: AbortSignal) =>
  request(ReportView, `/api/v1/sessions/${sessionId}/report`, signal ? { signal } : {})

/** A faculty's word on a mark; `null` gives the mark back to the machine. */
export const overrideMark = (sessionId: string, personId: string, status: MarkStatus | null, why: string) =>
  request(Nothing, `/api/v1/sessions/${sessionId}/marks/${personId}`, { method: 'PUT', body: { status, why } })

/** Compares the faces that were found with the people and photos of now, without recognising again. */
export const remark = (sessionId: string) =>
  request(Nothing, `/api/v1/sessions/${sessionId}/remark`, { method: 'POST', body: {} })

export const workbookPath = (sessionId: string) => `/api/v1/sessions/${sessionId}/report.xlsx`
export const cropPath = (key: string) => `/api/v1/crops/${encodeURIComponent(key)}`
