import { parentPort, workerData } from 'node:worker_threads'
import { openDatabase } from './db'
import { draftRegister } from './register-draft'
import type { RollThreadAnswer, RollThreadData, RollThreadQuestion } from './roll-thread'
import { createVault } from './vault'

/** The roll thread's own end (roll-thread.ts). It reads the database over a connection of its own, and never writes. */
// Both ends are this program: the types are what the other one sends.
const { databaseFile, key } = workerData as RollThreadData
const db = openDatabase(databaseFile)
const vault = createVault(key)

parentPort?.on('message', ({ id, request }: RollThreadQuestion) => {
  const answer = (reply: RollThreadAnswer) => parentPort?.postMessage(reply)
  draftRegister(db, vault, request).then(
    (draft) => answer({ id, draft }),
    (error: unknown) =>
      answer({ id, trouble: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  )
})
