import { brand, type SessionId } from '@/lib/core/ids'
import { getDatabase } from '@/lib/server/db'
import { notFound } from '@/lib/server/http/problem'
import { facultyRoute } from '@/lib/server/http/route'
import { readReport } from '@/lib/server/report'
import { ownsSession } from '@/lib/server/sessions'
import { workbookName, writeWorkbook } from '@/lib/server/workbook'

export const GET = facultyRoute<{ sessionId: string }>(async ({ userId, params }) => {
  const sessionId = brand<SessionId>(params.sessionId)
  if (!(await ownsSession(getDatabase(), userId, sessionId))) return notFound('session')
  const report = await readReport(getDatabase(), sessionId)
  if (!report) return notFound('session')
  const name = workbookName(report)
  return new Response(Uint8Array.from(writeWorkbook(report)), {
    headers: {
      'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'content-disposition': `attachment; filename="${name.ascii}"; filename*=UTF-8''${encodeURIComponent(name.full)}`,
      'cache-control': 'no-store',
    },
  })
})
