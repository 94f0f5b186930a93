import { parentPort, workerData } from 'node:worker_threads'
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'

/**
 * The database thread's own end (sqlite-thread.ts): runs one statement after another on its one connection, in the order they
 * come. Plain JavaScript, because a thread that has to translate TypeScript costs a second and 40 MB.
 * @typedef {import('./sqlite-thread').SqlQuestion} SqlQuestion
 */
const adapter = await new PrismaBetterSqlite3({ url: `file:${workerData.file}` }).connect()

/** @param {SqlQuestion} question */
async function answerTo(question) {
  switch (question.type) {
    case 'query':
      return adapter.queryRaw(question.query)
    case 'execute':
      return adapter.executeRaw(question.query)
    case 'script':
      return adapter.executeScript(question.script)
    case 'close':
      return adapter.dispose()
  }
}

parentPort?.on('message', async ({ id, question }) => {
  try {
    parentPort?.postMessage({ id, answer: await answerTo(question) })
  } catch (error) {
    // The adapter's errors say what went wrong in `cause`, which Prisma reads; a thread may only send plain data.
    const { message, cause } = /** @type {Error} */ (error)
    parentPort?.postMessage({ id, trouble: { message, cause } })
  }
})
