import type { Agreement } from './agreement'
import { isCurrent, keyOf, type TrustJob, type TrustTurn, type WitnessCase } from './board'
import { credit } from './devices'
import { bar } from './quarantine'

/** Puts a question to a trusted node. */
export function askWitness(
  { effects }: TrustTurn,
  job: TrustJob,
  {
    about,
    face,
    check,
    other,
    subject = null,
  }: Pick<WitnessCase, 'about' | 'face' | 'check' | 'other'> & { readonly subject?: string | null },
): void {
  const witnessId = `${job.id}/${(job.witnessCount++).toString()}`
  job.witnesses.set(witnessId, {
    ...{ id: witnessId, about, face, check, other, subject },
    accepted: job.units.get(about.unitId) ?? null,
  })
  effects.push({ type: 'witness-wanted', jobId: job.id, witnessId, about, face, other })
}

/** A trusted node described one claimed face again. */
export function readFace(
  turn: TrustTurn,
  job: TrustJob,
  { about, face, accepted, subject }: WitnessCase,
  found: Agreement,
): void {
  // The unit was done again since: what was compared is not what was asked about.
  if (!accepted || !isCurrent(job, accepted)) return
  job.faces.set(`${keyOf(about)}/${face ?? 0}`, found === 'agree' ? 'agree' : 'unclear')
  if (found === 'agree') credit(turn, accepted.deviceId)
  if (found !== 'differ') return
  // Seldom is one alone in seeing somebody who is not there: others who do are asked at once, not at the next look.
  if (subject !== null) job.falselySeen.add(subject)
  bar(turn, accepted.deviceId, 'witnessed')
}
