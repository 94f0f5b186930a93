import { getCoordinatorPort } from '@/lib/server/coordinator-port'
import { getDatabase } from '@/lib/server/db'
import { logOf } from '@/lib/server/log'

export const dynamic = 'force-dynamic'

/** Work can be done: the database answers, and the coordinator has recovered and is not stopping. */
export async function GET(): Promise<Response> {
  const checks = { database: await databaseAnswers(), coordinator: getCoordinatorPort()?.isReady() ?? false }
  const isReady = checks.database && checks.coordinator
  return Response.json({ ok: isReady, ...checks }, { status: isReady ? 200 : 503 })
}

async function databaseAnswers(): Promise<boolean> {
  try {
    await getDatabase().$queryRaw`SELECT 1`
    return true
  } catch (error) {
    logOf('http').error({ err: error }, 'the database does not answer')
    return false
  }
}
