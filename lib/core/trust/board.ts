import type { DeviceId, Instant, JobId, UnitId } from '../ids'
import type { AuditId, BarReason, FrameRef, MarkEvidence, TrustEffect, WitnessId } from './event'
import type { TrustPolicy } from './policy'
import type { Reputation } from './reputation'

/** Where chance comes from; the shell's must be one that nobody outside can foresee. */
export interface Chance {
  /** In [0, 1). */
  next(): number
}

/**
 * Everything the trust core knows: who did which unit, what was looked at twice and what came out. No faces, no names. It
 * belongs to `step`, which changes it in place; read it through views.ts.
 */
export interface TrustBoard {
  now: Instant
  readonly jobs: Map<JobId, TrustJob>
  readonly devices: Map<DeviceId, Device>
}

export const emptyTrustBoard = (): TrustBoard => ({ now: 0 as Instant, jobs: new Map(), devices: new Map() })

export interface Device {
  readonly id: DeviceId
  isTrusted: boolean
  isHere: boolean
  /** Gets no new work for the moment (suspects.ts). */
  isHeld: boolean
  barred: BarReason | null
  reputation: Reputation
  /** Answers of it that were looked at again since it came: those that stood, and those that did not. */
  readonly count: { verified: number; disputed: number }
}

export interface TrustJob {
  readonly id: JobId
  /** By name: the units whose accepted report still counts. */
  readonly units: Map<UnitId, TrustUnit>
  readonly places: Map<number, TrustUnit>
  readonly work: Map<DeviceId, Work>
  /** Every frame that is or was looked at again, by `keyOf`. */
  readonly checks: Map<string, Check>
  /** Checks that wait to be put into an audit, oldest first. */
  readonly owed: Set<Check>
  readonly audits: Map<AuditId, Audit>
  readonly witnesses: Map<WitnessId, WitnessCase>
  /** Frames whose whole answer a trusted node has given: canaries are made of them. */
  readonly known: Map<string, KnownFrame>
  /** Faces that a trusted node has described again, by `${keyOf}/${face}`; null: could not be told. */
  readonly faces: Map<string, 'asked' | 'agree' | 'unclear' | 'lost'>
  /** People whom somebody claimed to have seen where a trusted node saw another, or nobody. */
  readonly falselySeen: Set<string>
  /** What an audit must look like: frames of an ordinary unit. */
  framesPerUnit: number
  /** Accepted units since an audit was last put together. */
  patience: number
  auditCount: number
  witnessCount: number
  doubtCount: number
  /** How many units were accepted when the register was last looked at while the job ran. */
  lookedAt: number
  markCheckCount: number
  isSettled: boolean
  /** The register that was drawn last, or how far it is. */
  marks: 'none' | 'asked' | readonly MarkEvidence[]
  isReleased: boolean
  readonly count: { barred: number; reopened: number; checked: number; disputed: number }
}

export interface TrustUnit {
  readonly id: UnitId
  readonly position: number
  readonly deviceId: DeviceId
  readonly clearFaces: readonly number[]
  /** Devices whose copy of the whole unit agreed. */
  readonly copies: Set<DeviceId>
}

/** What one device did for one job. */
export interface Work {
  readonly deviceId: DeviceId
  readonly units: TrustUnit[]
  /** How many units there were when a check was last drawn, and after how many more the next one is. */
  drawnAt: number
  interval: number
}

export interface Check {
  readonly unit: TrustUnit
  readonly frame: number
  state:
    | { readonly type: 'owed' }
    | { readonly type: 'in-audit'; readonly auditId: AuditId }
    /** An auditor saw something else; who is right is being found out, this one or another of its audit first. */
    | { readonly type: 'disputed'; readonly auditId: AuditId | null; readonly by: DeviceId }
    | { readonly type: 'at-witness' }
    /** `by` null: a trusted node. */
    | { readonly type: 'passed'; readonly by: DeviceId | null }
    /** Nobody is left who could look. */
    | { readonly type: 'unchecked' }
  /** It was drawn because of a doubt (continuity.ts). */
  isDoubted: boolean
  /** Who looked at it and saw nothing that could be compared. */
  readonly blank: Set<DeviceId>
  /** How often looking at it came to nothing. */
  losses: number
  /** What further devices said where no trusted node could: whether they agreed with the accepted report. */
  readonly votes: { readonly deviceId: DeviceId; readonly agrees: boolean; readonly auditId: AuditId | null }[]
}

export interface Audit {
  readonly id: AuditId
  /** In order; a canary's check is null. */
  readonly frames: readonly { readonly ref: FrameRef; readonly check: Check | null }[]
  readonly keepFrom: ReadonlySet<DeviceId>
}

export interface KnownFrame {
  readonly ref: FrameRef
  /** Devices that have described it. */
  readonly seenBy: Set<DeviceId>
}

export interface WitnessCase {
  readonly id: WitnessId
  readonly about: FrameRef
  readonly face: number | null
  readonly check: Check | null
  /** Whose report it was when the question was put. */
  readonly accepted: TrustUnit | null
  readonly other: { readonly deviceId: DeviceId; readonly auditId: AuditId | null } | null
  /** Whose mark the face speaks for. */
  readonly subject: string | null
}

/** One call of `step`. */
export interface TrustTurn {
  readonly board: TrustBoard
  readonly policy: TrustPolicy
  readonly chance: Chance
  readonly at: Instant
  readonly effects: TrustEffect[]
}

export const keyOf = ({ unitId, frame }: FrameRef): string => `${unitId}#${frame}`

export const refOf = ({ unit, frame }: Check): FrameRef => ({ unitId: unit.id, frame })

/** Whether its report is still the unit's accepted one. */
export const isCurrent = (job: TrustJob, unit: TrustUnit): boolean => job.units.get(unit.id) === unit

export const isTrustedHere = (board: TrustBoard): boolean => {
  for (const device of board.devices.values()) if (device.isTrusted && device.isHere) return true
  return false
}

export const isTrustedDevice = (board: TrustBoard, deviceId: DeviceId): boolean =>
  board.devices.get(deviceId)?.isTrusted === true

export const isBarred = (board: TrustBoard, deviceId: DeviceId): boolean =>
  (board.devices.get(deviceId)?.barred ?? null) !== null
