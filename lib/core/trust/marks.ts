import type { DeviceId } from '../ids'
import { isTrustedDevice, isTrustedHere, keyOf, type TrustJob, type TrustTurn, type TrustUnit } from './board'
import { checkFrame } from './checks'
import type { FaceRef, JobStanding, MarkEvidence } from './event'
import { askWitness } from './witnessing'

/** Checks for thin marks ÷ units of the job, and as many in any job: liars must not be able to order work without end. */
const MARK_CHECK_SHARE = 0.04
const FEWEST_MARK_CHECKS = 8

/**
 * What could still flip a mark. A present one needs a witness, or where there is none a second device if it rests on one. One
 * that falls short although somebody was seen may be somebody who was left out: the units around are looked at again.
 */
export function lookIntoMarks(turn: TrustTurn, job: TrustJob, marks: readonly MarkEvidence[]): void {
  const hasTrusted = isTrustedHere(turn.board)
  // Who was falsely seen first, then who was seen least: a false presence is seen by few.
  const isUrgent = ({ subject }: MarkEvidence) => (job.falselySeen.has(subject) ? 0 : 1)
  const current = marks
    .map((told) => currentOf(job, told))
    .sort((one, other) => isUrgent(one) - isUrgent(other) || one.sightings.length - other.sightings.length)
  for (const mark of current) {
    if (mark.status !== 'present') lookAround(turn, job, mark)
    else if (hasTrusted) callWitness(turn, job, mark)
    else if (devicesOf(job, mark).size === 1)
      for (const sighting of bestOfEach(mark).slice(0, turn.policy.witnessedViews)) secondOpinion(turn, job, sighting)
  }
}

/** Without what was seen in reports that count no more. */
const currentOf = (job: TrustJob, mark: MarkEvidence): MarkEvidence => ({
  ...mark,
  sightings: mark.sightings.filter(({ unitId, deviceId }) => job.units.get(unitId)?.deviceId === deviceId),
})

function callWitness(turn: TrustTurn, job: TrustJob, mark: MarkEvidence): void {
  const wanted = turn.policy.witnessedViews
  const isDoubted = job.falselySeen.has(mark.subject)
  const asked = new Set<DeviceId>()
  let standing = witnessedCount(turn, job, mark)
  for (const { unitId, frame, face } of bestOfEach(mark)) {
    if (standing >= wanted && !isDoubted) return
    const unit = job.units.get(unitId)
    const key = faceKeyOf({ unitId, frame, face })
    if (!unit || isTrustedDevice(turn.board, unit.deviceId)) continue
    // Of somebody who was falsely seen, one view of every device.
    const isKnown = job.faces.has(key)
    if (isKnown || (standing >= wanted && asked.has(unit.deviceId))) {
      asked.add(unit.deviceId)
      continue
    }
    asked.add(unit.deviceId)
    job.faces.set(key, 'asked')
    askWitness(turn, job, { about: { unitId, frame }, face, check: null, other: null, subject: mark.subject })
    standing++
  }
}

/** Views confirmed, by trusted hands or again by a witness, and those being looked at. */
const witnessedCount = ({ board }: TrustTurn, job: TrustJob, { sightings }: MarkEvidence): number =>
  sightings.filter((sighting) => {
    const state = job.faces.get(faceKeyOf(sighting))
    const unit = job.units.get(sighting.unitId)
    return state === 'agree' || state === 'asked' || (unit && isTrustedDevice(board, unit.deviceId))
  }).length

/** The best view of each unit first, then the rest: several devices' words are worth more than one's. */
function bestOfEach({ sightings }: MarkEvidence): readonly FaceRef[] {
  const seen = new Set<string>()
  const first: FaceRef[] = []
  const more: FaceRef[] = []
  for (const sighting of sightings) {
    if (seen.has(sighting.unitId)) more.push(sighting)
    else first.push(sighting)
    seen.add(sighting.unitId)
  }
  return [...first, ...more]
}

const faceKeyOf = (face: FaceRef): string => `${keyOf(face)}/${face.face}`

const devicesOf = (job: TrustJob, { sightings }: MarkEvidence): ReadonlySet<string> =>
  new Set(sightings.flatMap(({ unitId }) => job.units.get(unitId)?.deviceId ?? []))

function secondOpinion(turn: TrustTurn, job: TrustJob, { unitId, frame }: FaceRef): void {
  const unit = job.units.get(unitId)
  if (unit && job.markCheckCount < mostMarkChecks(job) && checkFrame(turn, job, unit, frame)) job.markCheckCount++
}

/** The units before and after those that saw the person, at the frame next to them. */
function lookAround(turn: TrustTurn, job: TrustJob, { sightings }: MarkEvidence): void {
  const { policy } = turn
  if (sightings.length === 0 || sightings.length > policy.thinSightings) return
  const own = new Set(sightings.map(({ unitId }) => unitId))
  const around = new Map<TrustUnit, number>()
  for (const { unitId } of sightings) {
    const seen = job.units.get(unitId)
    if (!seen) continue
    const before = job.places.get(seen.position - 1)
    const after = job.places.get(seen.position + 1)
    if (before && !own.has(before.id)) around.set(before, before.clearFaces.length - 1)
    if (after && !own.has(after.id)) around.set(after, 0)
  }
  let left = Math.min(policy.framesPerThinMark, mostMarkChecks(job) - job.markCheckCount)
  for (const [unit, frame] of around) {
    if (left <= 0) return
    if (!checkFrame(turn, job, unit, frame)) continue
    job.markCheckCount++
    left--
  }
}

const mostMarkChecks = ({ places }: TrustJob): number =>
  Math.max(FEWEST_MARK_CHECKS, Math.floor(MARK_CHECK_SHARE * places.size))

/** What may be said of a register that nothing outstanding can change any more. */
export function standingOfJob(turn: TrustTurn, job: TrustJob, marks: readonly MarkEvidence[]): JobStanding {
  const current = marks.map((mark) => currentOf(job, mark))
  const present = current.filter(({ status }) => status === 'present')
  const isWitnessed = (mark: MarkEvidence): boolean => witnessedCount(turn, job, mark) > 0
  const unchecked = new Set(
    [...job.checks.values()].flatMap(({ state, unit }) => (state.type === 'unchecked' ? [unit.deviceId] : [])),
  )
  return {
    witnessed: present.filter(isWitnessed).map(({ subject }) => subject),
    unwitnessed: present.filter((mark) => !isWitnessed(mark)).map(({ subject }) => subject),
    oneDevice: current.filter((mark) => devicesOf(job, mark).size === 1).map(({ subject }) => subject),
    barredCount: job.count.barred,
    reopenedCount: job.count.reopened,
    checkedFrames: job.count.checked,
    disputedFrames: job.count.disputed,
    uncheckedDevices: [...unchecked],
  }
}
