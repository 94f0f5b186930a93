/** A frame as it travels: its place in the video and how many bytes of the unit's payload are its picture. */
export interface FrameInfo {
  /** Time on the session's clock in seconds: the media's offset plus the video's own presentation time. */
  readonly atS: number
  readonly widthPx: number
  readonly heightPx: number
  /** Size of its JPEG. A unit's payload is its frames' JPEGs one after another, nothing between them. */
  readonly sizeBytes: number
}
