import type { Agreement } from './agreement'
import { isCurrent, keyOf, type TrustJob, type TrustTurn, type WitnessCase } from './board'
import { credit } from './devices'
import { bar } from './quarantine'

/** Puts a question to a trusted node. */
export function askWitness(
  { effects }: TrustTurn,
  job: TrustJob,
  { about, face, check, other }: Pick<WitnessCase, 'about' | 'face' | 'check' | 'other'>,
): void {
  const witnessId = `${job.id}/${(job.witnessCount++).toString()}`
  job.witnesses.set(witnessId, {
    ...{ id: witnessId, about, face, check, other },
    accepted: job.units.get(about.unitId) ?? null,
  })
  effects.push({ type: 'witness-wanted', jobId: job.id, witnessId, about, face, other })
}

/** A trusted node described one claimed face again. */
export function readFace(
  turn: TrustTurn,
  job: TrustJob,
  { about, face, accepted }: WitnessCase,
  found: Agreement,
): void {
  // The unit was done again since: what was compared is not what was asked about.
  if (!accepted || !isCurrent(job, accepted)) return
  job.faces.set(`${keyOf(about)}/${face ?? 0}`, found === 'agree' ? 'agree' : 'unclear')
  if (found === 'agree') credit(turn, accepted.deviceId)
  if (found === 'differ') bar(turn, accepted.deviceId, 'witnessed')
}
