import { parentPort, workerData } from 'node:worker_threads'
import type { Answered, Asked } from '../protocol/helper-thread'
import { openDatabase } from './db'
import { draftRegister } from './register-draft'
import type { RollThreadAnswer, RollThreadData, RollThreadQuestion } from './roll-thread'
import { createVault } from './vault'
import { weighClaims } from './weigh-claims'

/** The roll thread's own end (roll-thread.ts). It reads the database over a connection of its own, and never writes. */
// Both ends are this program: the types are what the other one sends.
const { databaseFile, key } = workerData as RollThreadData
const db = openDatabase(databaseFile)
const vault = createVault(key)

parentPort?.on('message', ({ id, question }: Asked<RollThreadQuestion>) => {
  const reply = (answer: Answered<RollThreadAnswer>) => parentPort?.postMessage(answer)
  answerTo(question).then(
    (answer) => reply({ id, answer }),
    (error: unknown) => reply({ id, trouble: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  )
})

async function answerTo(question: RollThreadQuestion): Promise<RollThreadAnswer> {
  return question.type === 'draft'
    ? { type: 'draft', draft: await draftRegister(db, vault, question.request) }
    : { type: 'weighed', weighed: await weighClaims(db, vault, question.request) }
}
