import type { DeviceId, Instant, JobId, UnitId } from '../ids'
import type { Agreement } from './agreement'
import type { Reputation } from './reputation'

/** One frame of a unit, by its place in it from 0. */
export interface FrameRef {
  readonly unitId: UnitId
  readonly frame: number
}

/** One face that an accepted report claims: its place in the frame's list of faces, from 0. */
export interface FaceRef extends FrameRef {
  readonly face: number
}

/** An audit is named like a unit of its job, with a place that no real unit has: `${jobId}:${place}`. */
export type AuditId = UnitId

/** `${jobId}/…`, unique in its job's life. */
export type WitnessId = string

/** A face in the report that `deviceId` gave: should the unit have been done again since, it is no sighting any more. */
export interface Sighting extends FaceRef {
  readonly deviceId: DeviceId
}

/** What a register says of somebody, as far as trust needs to know. */
export interface MarkEvidence {
  /** The shell's own key of the person; trust hands it back and never looks into it. */
  readonly subject: string
  /** `absent`: not counted as there, whatever the register calls it. */
  readonly status: 'present' | 'review' | 'absent'
  /** Every face that speaks for the person, best view first. */
  readonly sightings: readonly Sighting[]
}

/**
 * Facts that reach the trust core. Descriptors never do: whoever holds two answers compares them (agreement.ts) and tells
 * what came out. Facts may come twice, late or about things that are gone: those change nothing.
 */
export type TrustEvent = { readonly at: Instant } & (
  | { readonly type: 'job-opened'; readonly jobId: JobId }
  /** Cancelled, failed or merged: everything about it is forgotten. */
  | { readonly type: 'job-ended'; readonly jobId: JobId }
  | {
      readonly type: 'device-joined'
      readonly deviceId: DeviceId
      /** The faculty page, an approved lab machine, the coordinator's own helper: needs no second opinion. */
      readonly isTrusted: boolean
      /** As it was last stored; null for a device never seen before. */
      readonly reputation: Reputation | null
    }
  /** A person who may has looked into it: what was proven is forgiven, and it starts as a stranger. */
  | { readonly type: 'device-cleared'; readonly deviceId: DeviceId }
  /** Its last connection is gone. What it did stays to be checked. */
  | { readonly type: 'device-left'; readonly deviceId: DeviceId }
  /** A report became the unit's one; also told for each stored report after a restart. */
  | {
      readonly type: 'unit-accepted'
      readonly jobId: JobId
      readonly unitId: UnitId
      readonly position: number
      readonly deviceId: DeviceId
      /** For each of its frames: how many faces it claims that are clear of the detector's threshold (`isClear`). */
      readonly clearFaces: readonly number[]
    }
  /** A further copy of a whole unit (a backup replica) was compared with the accepted report. */
  | {
      readonly type: 'copy-compared'
      readonly jobId: JobId
      readonly unitId: UnitId
      readonly deviceId: DeviceId
      /** One per frame, in order. */
      readonly outcomes: readonly Agreement[]
    }
  /** Faces of both neighbouring units that should go on through this one are missing or changed in it (continuity.ts). */
  | { readonly type: 'unit-doubted'; readonly jobId: JobId; readonly unitId: UnitId }
  /** An audit's report, each frame compared with the answer that is on record for it. */
  | {
      readonly type: 'audit-answered'
      readonly auditId: AuditId
      readonly deviceId: DeviceId
      /** In the order of the audit's frames. */
      readonly outcomes: readonly Agreement[]
    }
  /** It could not be put together, or nobody could do it. */
  | { readonly type: 'audit-lost'; readonly auditId: AuditId }
  /** A trusted node has looked. */
  | {
      readonly type: 'witness-answered'
      readonly witnessId: WitnessId
      /** Its answer against the accepted report's. */
      readonly accepted: Agreement
      /**
       * Its answer against the auditor's or copier's, where the request named one. Null as well where the accepted report
       * differed: then the other was right to, and nobody needs to describe its picture.
       */
      readonly other: Agreement | null
    }
  /** There is no trusted node, or none got to it in time. */
  | { readonly type: 'witness-lost'; readonly witnessId: WitnessId }
  /** The scheduler has no open unit left of the job; audits count. */
  | { readonly type: 'job-settled'; readonly jobId: JobId }
  /** The answer to `marks-wanted`: the register as the accepted reports give it now. It may be asked for while units come in. */
  | { readonly type: 'marks-drawn'; readonly jobId: JobId; readonly marks: readonly MarkEvidence[] }
)

/** Why a device's answers no longer count. */
export type BarReason =
  /** A trusted node saw something else in its own copy of the frame. */
  | 'witnessed'
  /** Most of several independent devices saw something else, and there is no trusted node to ask. */
  | 'outvoted'
  /** Proven wrong in a former job, and not cleared since. */
  | 'known-liar'

/** What the coordinator must now do. The trust core only asks. */
export type TrustEffect =
  /**
   * Put these frames together as one unit, re-rendered so that it can't be told from an ordinary one, and offer it to the
   * scheduler (`unit-offered` with `keepFrom`). Its answers are compared frame by frame: with the accepted report, or with
   * the witness's answer where there is one on record. They never go into the register.
   */
  | {
      readonly type: 'audit-wanted'
      readonly jobId: JobId
      readonly auditId: AuditId
      readonly frames: readonly FrameRef[]
      /** Devices that must not do it: whose answers it is about, and who have seen its frames. */
      readonly keepFrom: readonly DeviceId[]
    }
  /** Nobody who is there could do it: take it back from the scheduler (`unit-withdrawn`). */
  | { readonly type: 'audit-withdrawn'; readonly jobId: JobId; readonly auditId: AuditId }
  /**
   * Have a trusted node describe this again from its own copy of the frame: one face, or all of the frame. Frames before
   * faces, and those with another answer first of all: a liar works on until they are settled.
   */
  | {
      readonly type: 'witness-wanted'
      readonly jobId: JobId
      readonly witnessId: WitnessId
      readonly about: FrameRef
      /** Null: the whole frame, detection included. */
      readonly face: number | null
      /**
       * Whose other answer on this frame is to be compared too, and where it gave it. An audit's frame was re-rendered, so the
       * trusted node describes those very bytes as well if the accepted report stands: proof needs the same picture.
       */
      readonly other: { readonly deviceId: DeviceId; readonly auditId: AuditId | null } | null
    }
  /** No new leases for it while a doubt about it is being settled, or: again. What it runs it may end. */
  | { readonly type: 'device-held'; readonly deviceId: DeviceId; readonly isHeld: boolean }
  /** Nothing more from this device: revoke its leases, grant it none, refuse its late reports. */
  | { readonly type: 'device-barred'; readonly deviceId: DeviceId; readonly reason: BarReason }
  /** These accepted reports are worth nothing: forget them and open the units again (`unit-reopened`). */
  | {
      readonly type: 'units-reopened'
      readonly jobId: JobId
      readonly deviceId: DeviceId
      readonly unitIds: readonly UnitId[]
    }
  /** Keep this beside the device. */
  | { readonly type: 'reputation-changed'; readonly deviceId: DeviceId; readonly reputation: Reputation }
  /**
   * Take the roll and tell its marks: now and then while the job runs, so that faces are witnessed beside it, and once every
   * device's answers are checked as far as they can be.
   */
  | { readonly type: 'marks-wanted'; readonly jobId: JobId }
  /** Nothing that could change a mark is outstanding. Tell the scheduler `job-released`, write the register. */
  | { readonly type: 'job-released'; readonly jobId: JobId; readonly standing: JobStanding }

/** What a released job's register may say of how far it was checked. */
export interface JobStanding {
  /** Present marks whose faces a trusted node has described again. */
  readonly witnessed: readonly string[]
  /** Present marks that no trusted node could confirm: shown as such, and better as `review` than as `present`. */
  readonly unwitnessed: readonly string[]
  /** Marks that rest on one device's word. */
  readonly oneDevice: readonly string[]
  /** Devices whose answers were thrown away, and how many units that opened again. */
  readonly barredCount: number
  readonly reopenedCount: number
  /** Frames looked at twice, and how many of them were disputed. */
  readonly checkedFrames: number
  readonly disputedFrames: number
  /** Devices whose last answers nobody could check. */
  readonly uncheckedDevices: readonly DeviceId[]
}
