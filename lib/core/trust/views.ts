import type { DeviceId, JobId } from '../ids'
import type { TrustBoard } from './board'
import type { BarReason } from './event'
import { reputationAt, standingOf } from './reputation'

export interface DeviceTrust {
  readonly isTrusted: boolean
  readonly barred: BarReason | null
  /** 0 for a stranger, towards 1 for one that was checked again and again. */
  readonly standing: number
  /** Answers that were looked at again since it came: those that stood, and those that did not. */
  readonly verified: number
  readonly disputed: number
}

export function viewTrust(board: TrustBoard, deviceId: DeviceId): DeviceTrust | null {
  const device = board.devices.get(deviceId)
  if (!device) return null
  const { isTrusted, barred, count } = device
  return { isTrusted, barred, ...count, standing: standingOf(reputationAt(device.reputation, board.now)) }
}

/** How far a job's answers are checked, for the session's screen. */
export interface JobTrust {
  /** Frames looked at twice, how many of them were disputed, and how many are being looked at now. */
  readonly checkedFrames: number
  readonly disputedFrames: number
  readonly openChecks: number
  readonly reopenedUnits: number
  readonly barredDevices: number
}

export function viewJobTrust(board: TrustBoard, jobId: JobId): JobTrust | null {
  const job = board.jobs.get(jobId)
  if (!job) return null
  const { count, owed, witnesses } = job
  let openChecks = owed.size + witnesses.size
  for (const audit of job.audits.values()) openChecks += audit.frames.length
  return {
    checkedFrames: count.checked,
    disputedFrames: count.disputed,
    openChecks,
    reopenedUnits: count.reopened,
    barredDevices: count.barred,
  }
}
