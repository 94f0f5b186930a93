/**
 * Edges after Canny: blur, gradient, thinning, and weak edges kept where they hang on to a strong one. Written out, because the
 * packages for it either bring all of OpenCV (8 MB for a phone to load) or have not been kept up for years.
 * @param rgb row-major [height, width, 3], 0..255.
 * @returns row-major [height, width], 255 on an edge and 0 elsewhere.
 */
export function cannyEdges(
  rgb: Uint8Array | Uint8ClampedArray,
  width: number,
  height: number,
  { weak = 40, strong = 100 }: { readonly weak?: number; readonly strong?: number } = {},
): Uint8Array {
  const grey = blur(greyOf(rgb, width * height), width, height)
  const strength = new Float32Array(width * height)
  /** Across which neighbours the edge is thinned: 0 left and right, 1 and 3 the diagonals, 2 above and below. */
  const direction = new Uint8Array(width * height)
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x
      const at = (dx: number, dy: number) => grey[i + dy * width + dx] ?? 0
      const gx = at(1, -1) + 2 * at(1, 0) + at(1, 1) - at(-1, -1) - 2 * at(-1, 0) - at(-1, 1)
      const gy = at(-1, 1) + 2 * at(0, 1) + at(1, 1) - at(-1, -1) - 2 * at(0, -1) - at(1, -1)
      strength[i] = Math.hypot(gx, gy)
      direction[i] = Math.round((Math.atan2(gy, gx) / Math.PI) * 4 + 4) % 4
    }
  }
  return linkEdges(thinned(strength, direction, width, height), width, { weak, strong })
}

/** Grey by Rec. 601 weights. */
function greyOf(rgb: Uint8Array | Uint8ClampedArray, pixelCount: number): Float32Array {
  const grey = new Float32Array(pixelCount)
  for (let i = 0, from = 0; i < pixelCount; i++, from += 3)
    grey[i] = 0.299 * (rgb[from] ?? 0) + 0.587 * (rgb[from + 1] ?? 0) + 0.114 * (rgb[from + 2] ?? 0)
  return grey
}

/** A Gaussian of σ = 1.4 as two passes of five taps, the picture's edge repeated outside. */
function blur(grey: Float32Array, width: number, height: number): Float32Array {
  const pass = (from: Float32Array, step: number, length: number, placeOf: (i: number) => number): Float32Array =>
    from.map((_, i) => {
      const place = placeOf(i)
      let sum = 0
      for (let tap = -2; tap <= 2; tap++) {
        const reach = Math.min(length - 1, Math.max(0, place + tap)) - place
        sum += (TAPS[tap + 2] ?? 0) * (from[i + reach * step] ?? 0)
      }
      return sum
    })
  const rows = pass(grey, 1, width, (i) => i % width)
  return pass(rows, width, height, (i) => Math.floor(i / width))
}
const TAPS = [0.1102, 0.2369, 0.3058, 0.2369, 0.1102]

/** Only ridges stay: what is weaker than a neighbour across the edge is none. Of two equal ones the first stays. */
function thinned(strength: Float32Array, direction: Uint8Array, width: number, height: number): Float32Array {
  const ridges = new Float32Array(strength.length)
  const across = [1, width + 1, width, width - 1]
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x
      const step = across[direction[i] ?? 0] ?? 1
      const own = strength[i] ?? 0
      if (own > (strength[i - step] ?? 0) && own >= (strength[i + step] ?? 0)) ridges[i] = own
    }
  }
  return ridges
}

function linkEdges(
  ridges: Float32Array,
  width: number,
  { weak, strong }: { readonly weak: number; readonly strong: number },
): Uint8Array {
  const edges = new Uint8Array(ridges.length)
  const open: number[] = []
  const take = (i: number) => {
    edges[i] = 255
    open.push(i)
  }
  ridges.forEach((value, i) => {
    if (value >= strong) take(i)
  })
  for (let i = open.pop(); i !== undefined; i = open.pop()) {
    for (const step of [-width - 1, -width, -width + 1, -1, 1, width - 1, width, width + 1]) {
      const next = i + step
      if (edges[next] === 0 && (ridges[next] ?? 0) >= weak) take(next)
    }
  }
  return edges
}
