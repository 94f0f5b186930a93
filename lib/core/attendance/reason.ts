import { assertNever } from '../assert-never'
import type { ReviewReason, Verdict } from '../merging/roll'
import type { Needed, Standing, Status } from './status'

/** Why a mark says what it says, in one plain sentence. Names nobody: it stands in the person's own row. */
export function reasonFor(status: Status, standing: Standing): string {
  switch (status.kind) {
    case 'present':
      return `Seen for ${duration(standing.seenS)}, ${when(standing)}.`
    case 'late':
      return `First seen ${duration(status.byS)} after the start, then for ${duration(standing.seenS)}.`
    case 'left-early':
      return `Last seen ${duration(status.byS)} before the end, until then for ${duration(standing.seenS)}.`
    case 'absent':
      return status.why === 'never-seen' || !status.needed
        ? 'Not seen in any frame.'
        : `Seen too little: ${amounts(status.needed)}.`
    case 'review':
      return status.why === 'borderline' && status.needed
        ? `Just short of present: ${amounts(status.needed)}.`
        : `${doubtSentence(standing.doubt)}`
    default:
      return assertNever(status)
  }
}

const DOUBTS: Readonly<Record<ReviewReason, string>> = {
  'far-from-photos': 'A face looks like the enrolled photos, but not near enough to be sure.',
  'near-another-person': 'A face looks like this person and nearly as much like somebody else on the roster.',
  'seen-once': 'Only one view looks like this person, where at least two are asked for.',
  'views-disagree': 'Some views of a face look like this person, others like somebody else.',
  'rival-in-frame': 'Two faces in the same frames look like this person.',
  'elsewhere-in-frame': 'A second face in the same frames looks like a person who is already there.',
}

function doubtSentence(doubt: Verdict | null): string {
  return doubt?.kind === 'review' ? DOUBTS[doubt.why] : 'A face may be this person, but it is not certain.'
}

function when({ intervals }: Standing): string {
  const first = intervals[0]
  const last = intervals.at(-1)
  if (!first || !last) return 'never'
  const stretch = `from ${clock(first.startS)} to ${clock(last.endS)}`
  return intervals.length > 1 ? `in ${intervals.length} stretches ${stretch}` : stretch
}

function amounts({ unit, amount, has }: Needed): string {
  return unit === 'percent'
    ? `in ${has} % of the frames, ${amount} % are asked for`
    : `for ${duration(has)}, ${duration(amount)} are asked for`
}

/** 42 s · 12 min · 1 h 05 min. Rounded down, so that nobody is said to have been there longer than seen. */
export function duration(seconds: number): string {
  const whole = Math.floor(seconds + 1e-6)
  if (whole < 60) return `${whole} s`
  const minutes = Math.floor(whole / 60)
  if (minutes < 10) return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`
  if (minutes < 60) return `${minutes} min`
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`
}

/** 7:05 · 1:07:05, on the session's clock. */
function clock(seconds: number): string {
  const whole = Math.floor(seconds + 1e-6)
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  const shown = parts[0] === 0 ? parts.slice(1) : parts
  return shown.map((part, i) => (i === 0 ? String(part) : String(part).padStart(2, '0'))).join(':')
}
