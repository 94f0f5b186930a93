import type { FrameInfo } from './frame'

/** A frame and its picture, on the way into a unit. */
export interface PressedFrame {
  readonly info: FrameInfo
  readonly jpeg: Uint8Array<ArrayBuffer>
}

export interface UnitLimits {
  readonly frameCount: number
  readonly sizeBytes: number
  /** A unit waits no longer than this for its next frame, in seconds of the video: a live room wants its marks now. */
  readonly spanS: number
}

/**
 * Frames of one lease: small enough for a phone to answer in a few seconds, large enough to make asking cheap (ADR 0005). The
 * engine looks at the whole of the first and follows its faces through the others, so the price of a frame falls with the
 * number; who comes in is found at the next unit.
 */
export const FRAMES_PER_UNIT = 12

/** Pictures that are looked at one by one: a lease of a second or two, and answers that fit a message (lib/protocol/examined.ts). */
const SINGLE_PER_UNIT = 8
const DRAWN_PER_UNIT = 4

/**
 * A camera's frames are wanted while they are news; a recording's only have to keep together. Photos are units of their own: the
 * next one may show other people, and nobody is to be followed into it.
 */
export const unitLimitsFor = ({
  isLive,
  isPhotos = false,
  looksSingly = null,
  sizeBytes,
}: {
  isLive: boolean
  isPhotos?: boolean
  /** The operation looks at each picture for itself, and may draw one that travels back. */
  looksSingly?: { readonly drawsPictures: boolean } | null
  sizeBytes: number
}): UnitLimits => ({
  frameCount: looksSingly
    ? looksSingly.drawsPictures
      ? DRAWN_PER_UNIT
      : SINGLE_PER_UNIT
    : isPhotos
      ? 1
      : FRAMES_PER_UNIT,
  sizeBytes,
  spanS: isLive ? 6 : 120,
})

/**
 * Adds a frame to the unit that is being filled. `closed` is the unit that is finished by it, if any: the caller offers it.
 * Frames keep their order and each is in exactly one unit.
 */
export function addToUnit<Frame extends PressedFrame>(
  open: readonly Frame[],
  frame: Frame,
  limits: UnitLimits,
): { readonly open: readonly Frame[]; readonly closed: readonly (readonly Frame[])[] } {
  const closed: (readonly Frame[])[] = []
  const first = open[0]
  const isTooMuch =
    payloadSize(open) + frame.info.sizeBytes > limits.sizeBytes ||
    (first !== undefined && frame.info.atS - first.info.atS > limits.spanS)
  let next = open
  if (first !== undefined && isTooMuch) {
    closed.push(open)
    next = []
  }
  next = [...next, frame]
  if (next.length >= limits.frameCount) {
    closed.push(next)
    next = []
  }
  return { open: next, closed }
}

export const payloadSize = (frames: readonly PressedFrame[]): number =>
  frames.reduce((sum, { info }) => sum + info.sizeBytes, 0)

/** The frames' JPEGs one after another, nothing between them. */
export function payloadOf(frames: readonly PressedFrame[]): Uint8Array<ArrayBuffer> {
  const payload = new Uint8Array(payloadSize(frames))
  let at = 0
  for (const { jpeg } of frames) {
    payload.set(jpeg, at)
    at += jpeg.length
  }
  return payload
}
