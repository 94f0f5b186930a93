import { brand, unitIdOf, type DeviceId, type Instant, type JobId, type UnitId } from '../../ids'
import type { Agreement } from '../agreement'
import { emptyTrustBoard, type TrustBoard } from '../board'
import type { MarkEvidence, TrustEffect, TrustEvent } from '../event'
import { defaultTrustPolicy } from '../policy'
import { step } from '../step'

/** Omits the time from each variant: the world's own clock adds it. */
type Untimed<Event> = Event extends unknown ? Omit<Event, 'at'> : never
export type TrustFact = Untimed<TrustEvent>

export const JOB = brand<JobId>('job')
export const device = (name: string): DeviceId => brand<DeviceId>(name)
const HELPER = device('helper')
const FRAMES = 4

export interface World {
  readonly board: TrustBoard
  readonly log: readonly { readonly event: TrustEvent; readonly effects: readonly TrustEffect[] }[]
  /** Units whose report is accepted now: who gave it, and whether it is true. */
  readonly accepted: Map<UnitId, { readonly by: DeviceId; readonly isTrue: boolean }>
  readonly open: Set<UnitId>
  readonly barred: Set<DeviceId>
  readonly reopened: UnitId[]
  released(): Extract<TrustEffect, { type: 'job-released' }> | null
  tell(fact: TrustFact): void
}

/**
 * A coordinator with nothing round it: it keeps a simple account of its own and throws the number of the first rule that a
 * step breaks. Chance comes from the story's bytes, so that a failing story is a failing chance as well.
 */
export function createWorld(chance: () => number): World & { readonly asked: Asked } {
  const board = emptyTrustBoard()
  const log: { event: TrustEvent; effects: readonly TrustEffect[] }[] = []
  const accepted = new Map<UnitId, { by: DeviceId; isTrue: boolean }>()
  const open = new Set<UnitId>()
  const barred = new Set<DeviceId>()
  const reopened: UnitId[] = []
  const asked: Asked = { audits: new Map(), witnesses: new Map(), marks: false }
  let release: Extract<TrustEffect, { type: 'job-released' }> | null = null
  let now = 1_000

  return { ...{ board, log, accepted, open, barred, reopened, asked }, released: () => release, tell }

  function tell(fact: TrustFact): void {
    const event: TrustEvent = { ...fact, at: brand<Instant>((now += 10)) }
    const { effects } = step(board, event, defaultTrustPolicy, { next: chance })
    log.push({ event, effects })
    if (event.type === 'audit-answered' || event.type === 'audit-lost') asked.audits.delete(event.auditId)
    if (event.type === 'witness-answered' || event.type === 'witness-lost') asked.witnesses.delete(event.witnessId)
    for (const effect of effects) note(effect)
  }

  function note(effect: TrustEffect): void {
    switch (effect.type) {
      case 'audit-wanted':
        if (asked.audits.has(effect.auditId)) throw new Error('TRU-4: an audit was asked for twice')
        for (const { unitId } of effect.frames) {
          const by = accepted.get(unitId)?.by
          if (by !== undefined && !effect.keepFrom.includes(by)) throw new Error('TRU-4: somebody may check itself')
        }
        if (effect.frames.length > FRAMES) throw new Error('TRU-4: an audit longer than units are')
        asked.audits.set(effect.auditId, effect)
        return
      case 'audit-withdrawn':
        asked.audits.delete(effect.auditId)
        return
      case 'witness-wanted':
        if (asked.witnesses.has(effect.witnessId)) throw new Error('TRU-5: a witness was asked twice')
        asked.witnesses.set(effect.witnessId, effect)
        return
      case 'device-barred':
        if (board.devices.get(effect.deviceId)?.isTrusted) throw new Error('TRU-6: a trusted node was barred')
        barred.add(effect.deviceId)
        return
      case 'units-reopened':
        for (const unitId of effect.unitIds) {
          if (accepted.get(unitId)?.by !== effect.deviceId) throw new Error('TRU-7: somebody else’s unit was opened')
          accepted.delete(unitId)
          open.add(unitId)
          reopened.push(unitId)
        }
        return
      case 'marks-wanted':
        asked.marks = true
        return
      case 'job-released':
        if (asked.audits.size + asked.witnesses.size > 0) throw new Error('TRU-8: released with questions open')
        release = effect
        return
      case 'device-held':
      case 'reputation-changed':
        return
    }
  }
}

export interface Asked {
  readonly audits: Map<string, Extract<TrustEffect, { type: 'audit-wanted' }>>
  readonly witnesses: Map<string, Extract<TrustEffect, { type: 'witness-wanted' }>>
  marks: boolean
}

export interface Cast {
  readonly honest: readonly DeviceId[]
  readonly liars: readonly DeviceId[]
  readonly hasTrusted: boolean
}

export type Fault = 'churn' | 'lose' | 'repeat' | 'sleep'

/** Reads bytes as a story about the cast, then lets everything come to rest. Liars' lies are their own: no two agree. */
export function tellStory(bytes: Uint8Array, faults: ReadonlySet<Fault>): World & { readonly cast: Cast } {
  let at = 0
  const next = (below: number): number => (bytes[at++] ?? at * 7) % below
  const world = createWorld(() => next(251) / 251)
  const { asked, tell, open, accepted, barred } = world
  const count = 1 + next(6)
  const all = Array.from({ length: count }, (_, index) => device(`d${index}`))
  const cast: Cast = {
    honest: all.filter((_, index) => index % 3 !== 1),
    liars: all.filter((_, index) => index % 3 === 1),
    hasTrusted: next(4) > 0,
  }
  const here = new Set<DeviceId>()
  const unitCount = 1 + next(24)

  tell({ type: 'job-opened', jobId: JOB })
  if (cast.hasTrusted) tell({ type: 'device-joined', deviceId: HELPER, isTrusted: true, reputation: null })
  for (const deviceId of all) join(deviceId)
  for (let position = 0; position < unitCount; position++) open.add(unitIdOf(JOB, position))

  while (at < bytes.length) act(next(16))
  for (const deviceId of all) join(deviceId)
  for (let round = 0; round < 400 && !world.released(); round++) settleDown()
  return { ...world, cast }

  function act(op: number): void {
    const able = [...here].filter((deviceId) => !barred.has(deviceId))
    const someone = able[next(Math.max(1, able.length))]
    if (op < 7) return someone === undefined ? undefined : work(someone)
    if (op < 10) return answerAudit(next(4))
    if (op < 12) return answerWitness()
    if (op === 12 && faults.has('churn')) return void (someone && leave(someone))
    if (op === 13 && faults.has('churn')) return join(all[next(count)] ?? device('d0'))
    if (op === 14 && faults.has('repeat')) {
      const known = world.log[next(world.log.length)]
      // What happened once may be told again; whose report a unit has is the shell's own word.
      if (known && known.event.type !== 'unit-accepted') tell(known.event)
      return
    }
    const unitIds = [...accepted.keys()]
    const unitId = unitIds[next(Math.max(1, unitIds.length))]
    if (unitId) tell({ type: 'unit-doubted', jobId: JOB, unitId })
  }

  function join(deviceId: DeviceId): void {
    here.add(deviceId)
    tell({ type: 'device-joined', deviceId, isTrusted: false, reputation: null })
  }

  function leave(deviceId: DeviceId): void {
    here.delete(deviceId)
    tell({ type: 'device-left', deviceId })
  }

  function isTrueOf(deviceId: DeviceId): boolean {
    return !cast.liars.includes(deviceId) || (faults.has('sleep') && next(2) === 0)
  }

  function work(deviceId: DeviceId): void {
    const [unitId] = open
    if (!unitId) return
    open.delete(unitId)
    accepted.set(unitId, { by: deviceId, isTrue: deviceId === HELPER || isTrueOf(deviceId) })
    const position = Number(unitId.slice(4))
    const clearFaces = Array.from({ length: FRAMES }, (_, frame) => (position + frame) % 5)
    tell({ type: 'unit-accepted', jobId: JOB, unitId, position, deviceId, clearFaces })
  }

  function answerAudit(which: number): void {
    const [auditId, audit] = [...asked.audits][which % Math.max(1, asked.audits.size)] ?? []
    if (!audit || auditId === undefined) return
    const able = [...here].filter((deviceId) => !barred.has(deviceId) && !audit.keepFrom.includes(deviceId))
    const doer = able[next(Math.max(1, able.length))]
    if (!doer || (faults.has('lose') && next(8) === 0)) return tell({ type: 'audit-lost', auditId: audit.auditId })
    const isTrue = isTrueOf(doer)
    const outcomes = audit.frames.map(({ unitId }): Agreement => {
      const report = accepted.get(unitId)
      return report && !(report.isTrue && isTrue) ? 'differ' : 'agree'
    })
    tell({ type: 'audit-answered', auditId: audit.auditId, deviceId: doer, outcomes })
  }

  function answerWitness(): void {
    const [wanted] = asked.witnesses.values()
    if (!wanted) return
    const { witnessId, about, other } = wanted
    if (!cast.hasTrusted || (faults.has('lose') && next(8) === 0)) return tell({ type: 'witness-lost', witnessId })
    const report = accepted.get(about.unitId)
    const accused: Agreement = !report ? 'unclear' : report.isTrue ? 'agree' : 'differ'
    const isOtherTrue = other === null || !cast.liars.includes(other.deviceId)
    const theirs: Agreement | null = other && accused !== 'differ' ? (isOtherTrue ? 'agree' : 'differ') : null
    tell({ type: 'witness-answered', witnessId, accepted: accused, other: theirs })
  }

  function settleDown(): void {
    if (asked.witnesses.size > 0) return answerWitness()
    if (asked.audits.size > 0) return answerAudit(0)
    if (open.size > 0) {
      const doer = cast.honest.find((deviceId) => !barred.has(deviceId))
      if (doer) return work(doer)
      // Nobody is left: the faculty page helps out.
      tell({ type: 'device-joined', deviceId: HELPER, isTrusted: true, reputation: null })
      return work(HELPER)
    }
    if (asked.marks) {
      asked.marks = false
      return tell({ type: 'marks-drawn', jobId: JOB, marks: drawMarks() })
    }
    tell({ type: 'job-settled', jobId: JOB })
  }

  /** One person seen everywhere, one only in the first unit. */
  function drawMarks(): readonly MarkEvidence[] {
    const sightings = [...accepted].map(([unitId, { by }]) => ({ unitId, frame: 1, face: 0, deviceId: by }))
    return [
      { subject: 'everywhere', status: 'present', sightings },
      { subject: 'once', status: 'review', sightings: sightings.slice(0, 1) },
      { subject: 'never', status: 'absent', sightings: [] },
    ]
  }
}
