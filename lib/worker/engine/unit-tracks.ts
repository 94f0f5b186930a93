import type { Box } from '../../core/recognition/face'
import type { AlignedFace } from './describe-faces'
import { overlap, type ScoredBox } from './detection/boxes'
import { likeness } from './detection/sketch'

/** One face in one frame of a unit: where, and how well it could be seen if somebody looked. */
export interface Sight {
  readonly frame: number
  readonly box: Box
  readonly score: number
  /** Null where only its place was wanted, where its landmarks made no sense, and where better views are held already. */
  aligned: AlignedFace | null
}

/** One face through the frames of one unit. */
export interface UnitTrack {
  readonly sights: Sight[]
  /** What it looked like last, in small (sketch.ts). */
  patch: Float32Array
  /** The frame in which its landmarks were asked for last. */
  askedAt: number | null
  /** Its last aligned view in small. */
  looks: Float32Array | null
}

/** A face of the frame that is being looked at. */
export interface Seen extends ScoredBox {
  readonly patch: Float32Array
}

/** Boxes of one face in neighbouring frames overlap at least this much (RECOGNITION, clips at 2 frames/s). */
const MIN_OVERLAP = 0.3
/** Below this what lies in the same place is something else. Faces are alike in small, so this tells a cut, not a person. */
const MIN_LIKENESS = 0.05
/**
 * Aligned faces in small are alike to this degree only when they are two pictures of one face a moment apart: of 7,626 pairs of
 * different people the most alike are at .87, of a face from one frame to the next 95 in 100 are over .95 in daylight.
 */
const SAME_LOOKS = 0.9

export const lastOf = ({ sights }: UnitTrack): Sight | undefined => sights.at(-1)

export const isSameFace = (track: UnitTrack, seen: Pick<Seen, 'patch'>): boolean =>
  likeness(track.patch, seen.patch) >= MIN_LIKENESS

/**
 * Continues tracks with the faces of a frame, by place and looks alone. Not the tracks of the register: those are the
 * coordinator's (lib/core/merging), over all units.
 * @returns for each face the track that it continues, or null.
 */
export function pairByPlace(tracks: readonly UnitTrack[], faces: readonly Seen[]): (UnitTrack | null)[] {
  const pairs = faces
    .flatMap((face, index) =>
      tracks.map((track) => ({ index, track, shared: overlap(face.box, lastOf(track)?.box ?? face.box) })),
    )
    .filter(({ index, track, shared }) => {
      const face = faces[index]
      return shared >= MIN_OVERLAP && face !== undefined && isSameFace(track, face)
    })
    .sort((one, other) => other.shared - one.shared)
  const continued = new Set<UnitTrack>()
  const trackOf: (UnitTrack | null)[] = faces.map(() => null)
  for (const { index, track } of pairs) {
    if (trackOf[index] || continued.has(track)) continue
    trackOf[index] = track
    continued.add(track)
  }
  return trackOf
}

/** Of tracks that were lost from sight, the one that a new face continues: it looks the same, wherever it is now. */
export function findLost(lost: readonly UnitTrack[], { looks }: UnitTrack): UnitTrack | null {
  if (!looks) return null
  const alike = lost
    .flatMap((track) => (track.looks ? [{ track, likeness: likeness(track.looks, looks) }] : []))
    .filter((candidate) => candidate.likeness >= SAME_LOOKS)
    .sort((one, other) => other.likeness - one.likeness)
  return alike[0]?.track ?? null
}

/**
 * Whether another look at the face could be worth more than it costs: the poorer its best view, the sooner. A face that is useless
 * for its size stays so for a while; a large one looked away or was blurred, and may be a good view in the next frame.
 */
export function isWorthAligning({ sights, askedAt }: UnitTrack, frame: number): boolean {
  if (askedAt === null) return true
  const best = Math.max(0, ...sights.map(valueOf))
  const isSmall = (sights.at(-1)?.box.width ?? 0) < LARGE_ENOUGH_PX
  const patience = best >= GOOD_VIEW || (best < USELESS_VIEW && isSmall) ? 4 : best >= FAIR_VIEW ? 2 : 1
  return frame - askedAt >= patience
}
/** From here on a view is poor for another reason than its size. */
const LARGE_ENOUGH_PX = 40

/** A chip is a quarter of a megabyte: no more are held than may be described. */
export function forgetPoorChips({ sights }: UnitTrack): void {
  const held = sights.filter((sight) => sight.aligned !== null)
  if (held.length <= MOST_VIEWS) return
  held.sort((one, other) => valueOf(other) - valueOf(one) || one.frame - other.frame)
  for (const sight of held.slice(MOST_VIEWS)) sight.aligned = null
}

/**
 * The views of a track that are described: two, because a mark asks for two and a person may be seen in one unit only; of poor
 * ones, of which each says a little, up to four. The best of as many equal parts of the track, for neighbours in time say the
 * same twice. What is too small or blurred to vote is described once, so that the track can be followed.
 */
export function viewsToDescribe({ sights }: UnitTrack): readonly Sight[] {
  const able = sights.filter((sight) => sight.aligned !== null).sort((one, other) => one.frame - other.frame)
  const value = Math.max(0, ...able.map(valueOf))
  const sightsPerView = value >= GOOD_VIEW ? Infinity : value >= FAIR_VIEW ? 4 : 2
  const wanted = Math.min(MOST_VIEWS, Math.max(LEAST_VIEWS, Math.ceil(sights.length / sightsPerView)))
  const count = Math.min(able.length, value < USELESS_VIEW ? 1 : wanted)
  return Array.from({ length: count }, (_, part) =>
    bestOf(able.slice(Math.floor((part * able.length) / count), Math.floor(((part + 1) * able.length) / count))),
  ).flatMap((sight) => sight ?? [])
}
/** FaceQuality.value. Films are at .1 to .3 for their soft pictures, photos and lecture halls with daylight at .4 and more. */
const GOOD_VIEW = 0.35
const FAIR_VIEW = 0.15
const USELESS_VIEW = 0.05
const MOST_VIEWS = 4
/** What a present mark needs (RECOGNITION_POLICY.voting). */
const LEAST_VIEWS = 2

const bestOf = (sights: readonly Sight[]): Sight | undefined =>
  sights.reduce<Sight | undefined>((best, sight) => (best && valueOf(best) >= valueOf(sight) ? best : sight), undefined)

/** The described view that stands for a sight: the nearest in time, the better one of two. */
export function standInFor(sight: Sight, described: readonly Sight[]): Sight | undefined {
  return described.reduce<Sight | undefined>(
    (nearest, view) =>
      nearest && Math.abs(nearest.frame - sight.frame) <= Math.abs(view.frame - sight.frame) ? nearest : view,
    undefined,
  )
}

const valueOf = (sight: Sight): number => sight.aligned?.quality.value ?? 0
