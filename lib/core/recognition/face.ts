/** Length of a descriptor: the output width of face-api's recognition net (dlib's ResNet-34). */
export const DESCRIPTOR_LENGTH = 128
/** Points of the 68-point landmark net. */
export const LANDMARK_COUNT = 68

/** A face as a vector: 128 float32. Distances between descriptors are Euclidean; smaller is more alike. */
export type Descriptor = Float32Array

/** A rectangle in pixels of the frame as it was encoded, origin top left. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** What can be said of how good a view of a face is, with the parts that made the number. */
export interface FaceQuality {
  /** 0..1, the product of the parts (lib/core/recognition/quality.ts). */
  readonly value: number
  readonly widthPx: number
  /** Variance of the Laplacian on the grey 150 px chip. Below about 10 a face is a blur. */
  readonly sharpness: number
  /** Mean of the grey 150 px chip, 0..255. */
  readonly brightness: number
  /** Nose offset from the middle of the eyes ÷ distance of the eyes; 0 is frontal, the sign tells the side. */
  readonly yaw: number
  /** Angle of the line through the eyes, degrees, clockwise positive. */
  readonly rollDeg: number
}

/** One face that the engine found in one frame. It has no name: names exist only at the coordinator. */
export interface DescribedFace {
  readonly box: Box
  /** The detector's score, 0..1. */
  readonly score: number
  /** 68 points, x then y, pixels of the frame: [x0, y0, x1, y1, …], length 136. */
  readonly landmarks: readonly number[]
  readonly quality: FaceQuality
  readonly descriptor: Descriptor
  /**
   * The face was seen here and followed to a better view of the same unit, whose descriptor this is. It tells where somebody was,
   * and never votes on who. Absent on a view that was described itself.
   */
  readonly isLocated?: true
}
