import { distanceWithin, packRows, rowDistance } from '../recognition/distance'
import type { RecognitionPolicy } from '../recognition/recognition-policy'
import { chooseViews } from './choose-views'
import type { FaceTrack } from './follow-faces'

/** More tracks than this are first thinned by joining near-twins, so that the table of distances stays small. */
const MAX_TABLE = 1500
/** A crowd of more tracks than this keeps the longest: nobody looks through thousands of strangers. */
const MAX_TRACKS = 6000

interface Group {
  /** Indexes into the tracks given. */
  readonly members: number[]
  readonly frames: Set<number>
  /** The row of the group's first, best view; what thinning compares. */
  readonly row: number
}

/**
 * Puts strangers' tracks together that show one face: average-link, and never two faces of one frame.
 * @returns groups of indexes into `tracks`, most seen first. Tracks without a view good enough are in none.
 */
export function clusterUnknown(tracks: readonly FaceTrack[], policy: RecognitionPolicy): number[][] {
  const able = tracks.flatMap((track, index) => {
    if (track.length < policy.unknown.minSightings) return []
    const best = chooseViews(track, policy)
      .filter((view) => view.face.quality.value >= policy.unknown.minQuality)
      .sort((one, two) => two.face.quality.value - one.face.quality.value)[0]
    return best ? [{ index, track, best }] : []
  })
  able.sort((one, two) => two.track.length - one.track.length || one.index - two.index)
  able.splice(MAX_TRACKS)
  able.sort((one, two) => two.best.face.quality.value - one.best.face.quality.value || one.index - two.index)
  const rows = packRows(able.map(({ best }) => best.face.descriptor))
  const groups: Group[] = []
  able.forEach(({ index, track }, row) => {
    const frames = new Set(track.map(({ frame }) => frame))
    const twin =
      able.length > MAX_TABLE || groups.length >= MAX_TABLE
        ? groups.find(
            (group) =>
              distanceWithin(rows, group.row, rows, row, policy.tracking.anywhereDistance) < Infinity &&
              isDisjoint(group.frames, frames),
          )
        : undefined
    if (twin) join(twin, { members: [index], frames, row })
    else if (groups.length < MAX_TABLE) groups.push({ members: [index], frames, row })
  })
  return averageLink(groups, rows, policy.unknown.linkDistance)
    .map((group) => ({ members: group.members.sort((one, two) => one - two), seen: group.frames.size }))
    .sort((one, two) => two.seen - one.seen || (one.members[0] ?? 0) - (two.members[0] ?? 0))
    .map((group) => group.members)
}

/** Joins the two nearest groups until none are near enough. Lance-Williams keeps the table of mean distances. */
function averageLink(groups: Group[], rows: Float32Array, within: number): Group[] {
  const count = groups.length
  const apart = new Float64Array(count * count).fill(Infinity)
  const sizes = new Float64Array(count).fill(1)
  const nearest = new Int32Array(count).fill(-1)
  const cell = (one: number, two: number) => apart[one * count + two] ?? Infinity
  groups.forEach((one, i) => {
    groups.forEach((two, j) => {
      if (i !== j && isDisjoint(one.frames, two.frames))
        apart[i * count + j] = rowDistance(rows, one.row, rows, two.row)
    })
  })
  const alive = groups.map((_, i) => i)
  const lookAgain = (i: number) => {
    let best = -1
    for (const j of alive) if (j !== i && cell(i, j) <= within && (best < 0 || cell(i, j) < cell(i, best))) best = j
    nearest[i] = best
  }
  alive.forEach(lookAgain)
  for (;;) {
    let one = -1
    for (const i of alive) {
      const j = nearest[i] ?? -1
      if (j >= 0 && (one < 0 || cell(i, j) < cell(one, nearest[one] ?? -1))) one = i
    }
    const two = one < 0 ? -1 : (nearest[one] ?? -1)
    const into = groups[one]
    const from = groups[two]
    if (!into || !from) break
    join(into, from)
    const weight = sizes[one] ?? 1
    const other = sizes[two] ?? 1
    sizes[one] = weight + other
    alive.splice(alive.indexOf(two), 1)
    for (const k of alive) {
      if (k === one) continue
      // Infinity stays Infinity: what shared a frame with either part shares one with the whole.
      const mean = (weight * cell(one, k) + other * cell(two, k)) / (weight + other)
      apart[one * count + k] = mean
      apart[k * count + one] = mean
    }
    for (const k of alive) if (k === one || nearest[k] === one || nearest[k] === two) lookAgain(k)
  }
  return alive.flatMap((i) => groups[i] ?? [])
}

function join(into: Group, from: Group): void {
  into.members.push(...from.members)
  for (const frame of from.frames) into.frames.add(frame)
}

function isDisjoint(one: ReadonlySet<number>, two: ReadonlySet<number>): boolean {
  const [small, large] = one.size < two.size ? [one, two] : [two, one]
  for (const frame of small) if (large.has(frame)) return false
  return true
}
