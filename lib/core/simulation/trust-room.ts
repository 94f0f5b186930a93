import { brand, type DeviceId, type Instant, type JobId, type UnitId, type WorkerId } from '../ids'
import type { Effect } from '../scheduling/event'
import { compareFace, compareFrame, toleranceOf, type Agreement } from '../trust/agreement'
import { compareAudited } from '../trust/compare-audited'
import { emptyTrustBoard } from '../trust/board'
import { isBroken } from '../trust/continuity'
import type { FrameRef, JobStanding, MarkEvidence, Sighting, TrustEffect, TrustEvent } from '../trust/event'
import type { TrustPolicy } from '../trust/policy'
import type { Reputation } from '../trust/reputation'
import { claimsInQuestion, judgeFrame } from '../trust/judge-frame'
import { step } from '../trust/step'
import type { DescribedFace } from '../recognition/face'
import type { Crowd, Lie } from './crowd'
import type { Random } from './random'
import type { Attach, Untimed } from './simulate'

/** What liars do and what the coordinator has to look with. */
export interface TrustRoom {
  readonly crowd: Crowd
  readonly frameCount: number
  /** What the device says in this lease; null: the truth. Asked once a lease, an audit's included. */
  lieOf(device: string, leaseIndex: number): Lie | null
  reputationOf(device: string): Reputation | null
  /** Time the trusted node needs for one frame, in ms; null: there is none. */
  readonly witnessFrameMs: number | null
}

/** What came out, raw; trust-figures.ts reads it. */
export interface TrustOutcome {
  standing: JobStanding | null
  marks: readonly MarkEvidence[]
  /** By unit: the lie that is in the register, or null. */
  accepted: Map<string, Lie | null>
  /** Frames described by the trusted node; a face alone counts as `FACE_SHARE` of one. */
  witnessFrames: number
  barred: { readonly device: string; readonly atMs: number }[]
  /** Whole units that were done twice because of a bar. */
  reopened: number
  audits: number
  doubts: number
  /** From the last unit until the release. */
  settledAtMs: number
  finishedAtMs: number
}

/** Cutting out, aligning and describing one face of a crowded frame, against all of the frame: decoding included. */
const FACE_SHARE = 0.1
const CLASSES = ['webgl/1e-3', 'wasm/1e-6', 'webgpu/1e-4'] as const
const strict = toleranceOf([CLASSES[0], CLASSES[1]])
const wide = toleranceOf([CLASSES[0], CLASSES[1]], 're-rendered')
const MOST_SIGHTINGS = 40
/** The stand-in of recognition: nobody is marked for one view. */
const VIEWS_NEEDED = 2
const HELPER = 'helper'

/** The coordinator's part round the shipped trust core, in virtual time. Descriptors are compared as they are for real. */
export function attachTrust(room: TrustRoom, policy: TrustPolicy, chance: Random, out: TrustOutcome): Attach {
  const { crowd, frameCount } = room
  return ({ timeline, tell: tellScheduler }) => {
    const jobId = brand<JobId>('job')
    const board = emptyTrustBoard()
    const leaseOf = new Map<string, { readonly device: string; readonly lie: Lie | null }>()
    const leaseCount = new Map<string, number>()
    const reports = new Map<
      string,
      {
        readonly device: string
        readonly lie: Lie | null
        readonly answers: Answer[]
        readonly names: (readonly string[])[]
      }
    >()
    const audits = new Map<string, readonly FrameRef[]>()
    const auditReports = new Map<string, { readonly device: string; readonly lie: Lie | null }>()
    const known = new Set<string>()
    const roster = [...crowd.present, ...crowd.absent]
    const workers = new Map<string, Set<WorkerId>>()
    const toLook: { readonly share: number; readonly rank: number; readonly done: () => void }[] = []
    let isLooking = false
    let isOpen = false

    return {
      joined: (device, workerId) => {
        open()
        workers.set(device.name, new Set([...(workers.get(device.name) ?? []), workerId]))
        const reputation = room.reputationOf(device.name)
        tell({ type: 'device-joined', deviceId: idOf(device.name), isTrusted: device.isTrusted ?? false, reputation })
      },
      left: (device) => tell({ type: 'device-left', deviceId: idOf(device.name) }),
      unitOf: (unitId) => {
        const frames = audits.get(unitId)
        return frames ? { frameCount: frames.length, difficulty: 1 } : null
      },
      heard,
    }

    function open(): void {
      if (isOpen) return
      isOpen = true
      tell({ type: 'job-opened', jobId })
      if (room.witnessFrameMs !== null)
        tell({ type: 'device-joined', deviceId: idOf(HELPER), isTrusted: true, reputation: null })
    }

    function tell(fact: Untimed<TrustEvent>): void {
      const { effects } = step(board, { ...fact, at: brand<Instant>(Math.floor(timeline.now())) }, policy, chance)
      for (const effect of effects) carryOut(effect)
    }

    function heard(effect: Effect): void {
      switch (effect.type) {
        case 'grant-lease': {
          const device = nameOf(effect.workerId)
          const index = leaseCount.get(device) ?? 0
          leaseCount.set(device, index + 1)
          leaseOf.set(effect.leaseId, { device, lie: room.lieOf(device, index) })
          return
        }
        case 'accept-report':
          return audits.has(effect.unitId) ? auditDone(effect.unitId, effect.leaseId) : accepted(effect)
        case 'compare-report':
          return copied(effect)
        case 'unit-given-up':
          if (audits.has(effect.unitId)) tell({ type: 'audit-lost', auditId: effect.unitId })
          return
        case 'job-settled':
          out.settledAtMs ||= timeline.now()
          // After everything this very step has accepted.
          timeline.plan(0, () => tell({ type: 'job-settled', jobId }))
          return
        case 'job-finished':
          out.finishedAtMs = timeline.now()
          return
        default:
          return
      }
    }

    function accepted({ unitId, leaseId }: { unitId: UnitId; leaseId: string }): void {
      const { device, lie } = leaseOf.get(leaseId) ?? { device: '', lie: null }
      reports.set(unitId, { device, lie, answers: [], names: [] })
      out.accepted.set(unitId, lie)
      const position = placeOf(unitId)
      const clearFaces = frames().map((frame) => {
        const answer = answerOf(unitId, frame)
        return answer.outcome === 'described'
          ? answer.faces.filter(({ score }) => score >= strict.clearScore).length
          : 0
      })
      tell({ type: 'unit-accepted', jobId, unitId, position, deviceId: idOf(device), clearFaces })
      for (const middle of [position - 1, position, position + 1]) doubtIfBroken(middle)
    }

    function doubtIfBroken(position: number): void {
      const [before, own, after] = [position - 1, position, position + 1].map((place) => brand<UnitId>(`job:${place}`))
      if (!before || !own || !after || !reports.has(before) || !reports.has(own) || !reports.has(after)) return
      const within = frames().map((frame) => answerOf(own, frame))
      if (!isBroken(answerOf(before, frameCount - 1), within, answerOf(after, 0))) return
      out.doubts++
      tell({ type: 'unit-doubted', jobId, unitId: own })
    }

    function copied({ unitId, leaseId }: { unitId: UnitId; leaseId: string }): void {
      const copy = leaseOf.get(leaseId)
      if (!copy || !reports.has(unitId)) return
      const position = placeOf(unitId)
      const outcomes = frames().map((frame) =>
        compareFrame(answerOf(unitId, frame), crowd.answer(position, frame, copy.device, '', copy.lie), strict),
      )
      auditReports.set(`${unitId}/${copy.device}`, copy)
      tell({ type: 'copy-compared', jobId, unitId, deviceId: idOf(copy.device), outcomes })
    }

    function auditDone(auditId: UnitId, leaseId: string): void {
      const auditor = leaseOf.get(leaseId)
      if (!auditor) return
      auditReports.set(`${auditId}/${auditor.device}`, auditor)
      const outcomes = (audits.get(auditId) ?? []).map(({ unitId, frame }): Agreement => {
        const mine = crowd.answer(placeOf(unitId), frame, auditor.device, auditId, auditor.lie)
        const isKnown = known.has(`${unitId}#${frame}`)
        const said = frames().map((index) => (isKnown ? truth(unitId, index, '') : answerOf(unitId, index)))
        const moved = said[frame] ?? mine
        return compareAudited({ frame, said, moved, given: mine, tolerance: wide })
      })
      tell({ type: 'audit-answered', auditId, deviceId: idOf(auditor.device), outcomes })
    }

    function carryOut(effect: TrustEffect): void {
      switch (effect.type) {
        case 'audit-wanted': {
          const { auditId, frames: refs, keepFrom } = effect
          audits.set(auditId, refs)
          out.audits++
          const offer = {
            jobId,
            unitId: auditId,
            position: placeOf(auditId),
            frameCount: refs.length,
            isAvailable: true,
          }
          // Rendering takes a moment.
          timeline.plan(30, () => tellScheduler({ type: 'unit-offered', ...offer, keepFrom }))
          return
        }
        case 'audit-withdrawn':
          timeline.plan(31, () => tellScheduler({ type: 'unit-withdrawn', unitId: effect.auditId }))
          return
        case 'witness-wanted':
          return look(effect)
        case 'device-barred':
          out.barred.push({ device: effect.deviceId, atMs: timeline.now() })
          for (const workerId of workers.get(effect.deviceId) ?? [])
            timeline.plan(0, () => tellScheduler({ type: 'worker-barred', workerId }))
          return
        case 'device-held': {
          const type = effect.isHeld ? 'worker-paused' : 'worker-resumed'
          for (const workerId of workers.get(effect.deviceId) ?? [])
            timeline.plan(0, () => tellScheduler({ type, workerId }))
          return
        }
        case 'units-reopened':
          out.reopened += effect.unitIds.length
          for (const unitId of effect.unitIds) {
            reports.delete(unitId)
            out.accepted.delete(unitId)
            timeline.plan(0, () => tellScheduler({ type: 'unit-reopened', unitId }))
          }
          return
        case 'marks-wanted':
          timeline.plan(50, () => {
            out.marks = drawMarks()
            tell({ type: 'marks-drawn', jobId, marks: out.marks })
          })
          return
        case 'job-released':
          out.standing = effect.standing
          timeline.plan(0, () => tellScheduler({ type: 'job-released', jobId }))
          return
        case 'reputation-changed':
          return
      }
    }

    /** One frame after another: the helper is one slow computer. */
    function look({ witnessId, about, face, other }: Extract<TrustEffect, { type: 'witness-wanted' }>): void {
      if (room.witnessFrameMs === null) return void timeline.plan(1, () => tell({ type: 'witness-lost', witnessId }))
      const { unitId, frame } = about
      atWitness(face !== null ? FACE_SHARE : frame + 1, face !== null ? 0 : other ? 1 : 2, () => {
        const mine = truth(unitId, frame, '')
        const claimed = face === null ? undefined : facesOf(answerOf(unitId, frame))[face]
        const near = claimed ? nearestTo(claimed.box, facesOf(mine)) : null
        const found = claimed ? compareFace(claimed, near && againOf(near), strict) : 'unclear'
        if (face !== null) {
          // A search of the frame, where the look at one place found nobody.
          const answer = () => tell({ type: 'witness-answered', witnessId, accepted: found, other: null })
          return found === 'differ' && !near ? atWitness(1, 0, answer) : answer()
        }
        known.add(`${unitId}#${frame}`)
        const accepted = reports.has(unitId)
          ? judge(
              frame,
              frames().map((index) => answerOf(unitId, index)),
              (index) => truth(unitId, index, ''),
            )
          : 'unclear'
        const report = other && auditReports.get(`${other.auditId ?? unitId}/${other.deviceId}`)
        if (!report || accepted === 'differ')
          return tell({ type: 'witness-answered', witnessId, accepted, other: null })
        // What was rendered for an audit is gone through besides the original.
        const { auditId } = other
        const refs = auditId ? (audits.get(auditId) ?? []) : frames().map((index) => ({ unitId, frame: index }))
        const place = refs.findIndex((ref) => ref.unitId === unitId && ref.frame === frame)
        atWitness(auditId ? place + 1 : 0, 1, () => {
          const answer = (index: number, device: string, lie: Lie | null): Answer => {
            const ref = refs[index] ?? about
            return crowd.answer(placeOf(ref.unitId), ref.frame, device, auditId ?? '', lie)
          }
          const theirs = refs.map((_, index) => answer(index, report.device, report.lie))
          const settled = judge(place, theirs, (index) => answer(index, HELPER, null))
          tell({ type: 'witness-answered', witnessId, accepted, other: settled })
        })
      })
    }

    /** What it costs to look at the places in question is small beside the way there. */
    function judge(frame: number, said: readonly Answer[], ownOf: (frame: number) => Answer): Agreement {
      const own = Array.from({ length: frame + 1 }, (_, index) => ownOf(index))
      const about = { frame, said, own, tolerance: strict }
      const again = claimsInQuestion(about).map((claim) => {
        const near = nearestTo(claim.face.box, facesOf(ownOf(claim.frame)))
        return near && againOf(near)
      })
      return judgeFrame(about, again)
    }

    /** The lowest rank first; of one rank, in order. */
    function atWitness(share: number, rank: number, done: () => void): void {
      out.witnessFrames += share
      const at = toLook.findIndex((other) => other.rank > rank)
      toLook.splice(at < 0 ? toLook.length : at, 0, { share, rank, done })
      lookOn()
    }

    function lookOn(): void {
      const next = isLooking ? undefined : toLook.shift()
      if (!next) return
      isLooking = true
      timeline.plan(next.share * (room.witnessFrameMs ?? 0), () => {
        isLooking = false
        next.done()
        lookOn()
      })
    }

    function drawMarks(): readonly MarkEvidence[] {
      const sightings = new Map<string, Sighting[]>()
      for (const [unitId, { device, lie }] of reports) {
        const position = placeOf(brand<UnitId>(unitId))
        if (lie === 'garbage' || lie === 'empty') continue
        for (const frame of frames()) {
          const names = namesIn(brand<UnitId>(unitId), frame)
          names.forEach((name, face) => {
            const own = sightings.get(name) ?? []
            // Spread over the class, as best views are.
            if (own.length < MOST_SIGHTINGS || (position * 7 + frame) % 50 === 0)
              own.push({ unitId: brand<UnitId>(unitId), frame, face, deviceId: idOf(device) })
            sightings.set(name, own)
          })
        }
      }
      return roster.map((subject) => {
        const own = sightings.get(subject) ?? []
        const status = own.length >= VIEWS_NEEDED ? 'present' : own.length > 0 ? 'review' : 'absent'
        return { subject, status, sightings: own }
      })
    }

    /** Whom recognition would name in the report, in the order of its faces: everybody sits at a place of their own. */
    function namesIn(unitId: UnitId, frame: number): readonly string[] {
      const names = reports.get(unitId)?.names ?? []
      return (names[frame] ??= facesOf(answerOf(unitId, frame)).map(
        ({ box }) => roster[Math.round(box.y / 120) * 10 + Math.round(box.x / 120)] ?? '',
      ))
    }

    function answerOf(unitId: UnitId, frame: number) {
      const { device, lie, answers } = reports.get(unitId) ?? { device: HELPER, lie: null, answers: [] }
      return (answers[frame] ??= crowd.answer(placeOf(unitId), frame, device, '', lie))
    }

    function truth(unitId: UnitId, frame: number, rendering: string) {
      return crowd.answer(placeOf(unitId), frame, HELPER, rendering, null)
    }

    function frames(): readonly number[] {
      return Array.from({ length: frameCount }, (_, frame) => frame)
    }
  }
}

const idOf = (name: string): DeviceId => brand<DeviceId>(name)
const nameOf = (workerId: string): string => workerId.slice(0, workerId.lastIndexOf('@'))
const placeOf = (unitId: UnitId): number => Number(unitId.slice(unitId.lastIndexOf(':') + 1))
type Answer = ReturnType<Crowd['answer']>
const againOf = ({ descriptor, quality }: DescribedFace) => ({ descriptor, quality: quality.value })
const facesOf = (answer: Answer) => (answer.outcome === 'described' ? answer.faces : [])

function nearestTo<Face extends { readonly box: { readonly x: number; readonly y: number } }>(
  { x, y }: { readonly x: number; readonly y: number },
  faces: readonly Face[],
): Face | null {
  const near = faces.filter(({ box }) => Math.hypot(box.x - x, box.y - y) < 30)
  return near[0] ?? null
}
