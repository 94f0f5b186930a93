/** A decoded picture in ordinary memory. Every backend gets its pixels from here, through the same arithmetic. */
export interface Picture {
  /** Row-major [heightPx, widthPx, 3], 0..255. */
  readonly rgb: Uint8Array | Uint8ClampedArray
  readonly widthPx: number
  readonly heightPx: number
}

/**
 * Turns an encoded picture (JPEG, PNG, WebP) into pixels, upright as its EXIF orientation says. Null when it can't be
 * read. The port between the engine and the platform: a canvas in browsers, sharp in Node.
 */
export type DecodePicture = (encoded: Uint8Array) => Promise<Picture | null>

/** The other way: a JPEG of pixels. @param quality 0..1. */
export type EncodePicture = (picture: Picture, quality: number) => Promise<Uint8Array>

/** The platform's part. */
export interface PictureCodec {
  readonly decode: DecodePicture
  readonly encode: EncodePicture
}

/** A square of the frame, in frame pixels. It may reach over the edges; what lies outside is black. */
export interface SquareRegion {
  readonly x: number
  readonly y: number
  readonly sizePx: number
}
