import { CHIP_SIZE_PX } from '../../core/recognition/alignment'
import { MAX_FACES_PER_FRAME } from '../../protocol/examined'
import { alignFaces } from './describe-faces'
import type { ScoredBox } from './detection/boxes'
import { findFaces } from './detection/find-faces'
import { glance, lookNear } from './detection/look-near'
import { difference, isCut, isStill, patchOf, sketchOf, type Sketch } from './detection/sketch'
import { viewsFor } from './detection/views'
import type { Nets } from './nets/nets'
import type { Picture } from './picture'
import {
  findLost,
  forgetPoorChips,
  isSameFace,
  isWorthAligning,
  lastOf,
  pairByPlace,
  type Seen,
  type Sight,
  type UnitTrack,
} from './unit-tracks'

/**
 * Detector score from which a face of a frame counts. RECOGNITION §3 has .5; at .4 three in a hundred more faces of 30 px are
 * found, and what else it lets through is dropped for its landmarks or weighed down by its score.
 */
const MIN_FRAME_SCORE = 0.4
/** Looking near this many known faces costs as much as looking at one whole view for all of them. */
const FACES_PER_VIEW = 30
/** So many frames in a row may pass without a face before somebody is looked for again. */
const EMPTY_FRAMES = 2

/**
 * Finds the faces of a unit's frames and follows each through them. The first frame is looked at in full, and the first after a
 * cut; when known faces were lost, a glance must do where it sees as many; else faces are looked for only where they just were,
 * and where nothing moved not even that.
 * Depends on the unit's own frames alone: no other unit, no clock, no device.
 */
export function createUnitWatch(nets: Nets, { isThorough }: { readonly isThorough: boolean }) {
  const tracks: UnitTrack[] = []
  let open: UnitTrack[] = []
  let before: Sketch | null = null
  /** The last frame in which anybody new could be found. */
  let searched: Sketch | null = null
  let searchedAt = 0
  let emptyFrames = 0

  async function look(picture: Picture, frame: number): Promise<void> {
    const now = sketchOf(picture)
    if (before === null || isThorough || isCut(before, now)) await findAll(picture, frame)
    else if (isCheaperInFull(picture) || isElsewhere(now, frame)) await findAll(picture, frame)
    else if (open.length > 0) {
      if (!(await follow(picture, frame, now))) await findAgain(picture, frame, open)
    } else if (emptyFrames >= EMPTY_FRAMES) await findAll(picture, frame)
    if (searchedAt === frame) searched = now
    before = now
    emptyFrames = open.length === 0 ? emptyFrames + 1 : 0
    await align(picture, frame)
  }

  const isCheaperInFull = ({ widthPx, heightPx }: Picture): boolean =>
    open.length > FACES_PER_VIEW * viewsFor(widthPx, heightPx).length

  /** A camera that pans shows others by and by. */
  const isElsewhere = (now: Sketch, frame: number): boolean =>
    searched !== null && frame - searchedAt >= SEARCH_EVERY && difference(searched, now) > PANNED

  /** @returns false when too many were lost; then nothing was noted. */
  async function follow(picture: Picture, frame: number, now: Sketch): Promise<boolean> {
    const still = new Set(open.filter((track) => before && isStill(before, now, boxOf(track))))
    const moving = open.filter((track) => !still.has(track))
    const found = moving.length > 0 ? await lookNear(nets, picture, moving.map(boxOf)) : []
    const places = new Map(moving.flatMap((track, i) => (found[i] ? [[track, found[i]] as const] : [])))
    if (moving.length - places.size > open.length * MOST_LOST) return false
    const next: UnitTrack[] = []
    for (const track of open) {
      const place = still.has(track) ? lastOf(track) : places.get(track)
      if (place) next.push(note(track, seenAt(picture, place), frame))
    }
    open = next
    return true
  }

  /** Where known faces were lost: a glance, and only if it sees fewer than were known the whole look. */
  async function findAgain(picture: Picture, frame: number, known: readonly UnitTrack[]): Promise<void> {
    const seen = await glance(nets, picture)
    open = [...known]
    if (seen.length < known.length * (1 - MOST_LOST)) return findAll(picture, frame)
    noteAll(picture, frame, seen)
  }

  async function findAll(picture: Picture, frame: number): Promise<void> {
    noteAll(picture, frame, await findFaces(nets.ssd, picture, MIN_FRAME_SCORE))
  }

  function noteAll(picture: Picture, frame: number, found: readonly ScoredBox[]): void {
    searchedAt = frame
    const faces = found.slice(0, MAX_FACES_PER_FRAME).map((face) => seenAt(picture, face))
    const trackOf = isThorough ? [] : pairByPlace(open, faces)
    open = faces.map((face, i) => note(trackOf[i] ?? null, face, frame))
  }

  /** Adds a face to its track, or starts one where it is new or no longer looks like its track. */
  function note(known: UnitTrack | null, { box, score, patch }: Seen, frame: number): UnitTrack {
    const sight: Sight = { frame, box, score, aligned: null }
    if (known && isSameFace(known, { patch })) {
      known.sights.push(sight)
      known.patch = patch
      return known
    }
    const track: UnitTrack = { sights: [sight], patch, askedAt: null, looks: null }
    tracks.push(track)
    return track
  }

  async function align(picture: Picture, frame: number): Promise<void> {
    const asked = open.filter((track) => isWorthAligning(track, frame))
    const aligned = await alignFaces(
      nets,
      picture,
      asked.flatMap((track) => lastOf(track) ?? []),
    )
    const faceOf = new Map(aligned.map((face) => [face.box, face]))
    for (const track of asked) {
      track.askedAt = frame
      const sight = lastOf(track)
      const face = sight && faceOf.get(sight.box)
      if (!sight || !face) continue
      sight.aligned = face
      track.looks = looksOf(face.chip)
    }
    if (!isThorough) joinLost()
    open.forEach(forgetPoorChips)
  }

  /** A face that starts anew (a swing of the camera, a head turned away for a moment) goes on where it was lost. */
  function joinLost(): void {
    open = open.map((track) => {
      if (track.sights.length > 1) return track
      const known = findLost(
        tracks.filter((other) => !open.includes(other)),
        track,
      )
      if (!known) return track
      known.sights.push(...track.sights)
      Object.assign(known, { patch: track.patch, looks: track.looks, askedAt: track.askedAt })
      tracks.splice(tracks.indexOf(track), 1)
      return known
    })
  }

  return { look, tracks: (): readonly UnitTrack[] => tracks }
}
/** Frames after which a picture that has changed this much (sketch.ts) is searched in full. */
const SEARCH_EVERY = 4
const PANNED = 10
/** A third of the faces gone at once: somebody else is in the picture, or the camera moved. */
const MOST_LOST = 1 / 3

/** The middle of a chip in small: hair and background stay outside. */
const looksOf = (chip: Float32Array): Float32Array =>
  patchOf({ rgb: chip, widthPx: CHIP_SIZE_PX, heightPx: CHIP_SIZE_PX }, CHIP_MIDDLE)
const CHIP_MIDDLE = { x: 15, y: 15, width: 120, height: 120 }

const boxOf = (track: UnitTrack) => lastOf(track)?.box ?? { x: 0, y: 0, width: 0, height: 0 }

const seenAt = (picture: Picture, { box, score }: Pick<Sight, 'box' | 'score'>): Seen => ({
  ...{ box, score, patch: patchOf(picture, box) },
})
