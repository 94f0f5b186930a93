/**
 * Telling a frame that shows nothing new from one that does. A room that sits still gives the same picture again and again;
 * looking at it again costs a volunteer's battery and tells nothing. What must never happen is that a face is lost:
 * one small face turning changes a few cells of the grid and leaves the mean alone, so the *largest* difference of any cell
 * decides, and the comparison is with the last frame that was kept, so that slow change adds up.
 */
export interface LumaGrid {
  readonly columns: number
  readonly rows: number
  /** Mean brightness of each cell, 0..255, row-major [rows, columns]. */
  readonly cells: Uint8Array
}

/** Cells on the longer side: 20 px of a 1280 px frame each, so that the smallest usable face (24 px) fills at least one. */
export const GRID_LONG_SIDE = 64

/**
 * Largest cell difference, in luma steps, that still counts as nothing new. Measured on four rooms that stand still, at 720p:
 * camera noise and compression move no cell by more than 3 (noise of ±14 steps a pixel, x264 at crf 28). A patch the size of a
 * 32 px face moves some cell by 18 when it turns to the other side and by 11 when it shifts by 4 px (medians; by 5 at 2 px).
 * What is still missed is caught by `keepEveryS`: needless looking is the cheaper mistake.
 */
export const SAME_CELL_DIFFERENCE = 3

export interface KeepPolicy {
  readonly sameCellDifference: number
  /** A still room is looked at this often all the same: presence is counted from frames that were looked at. */
  readonly keepEveryS: number
}

/** `periodMs` is the sampling's. At two frames a second every eighth frame of a still room is kept, in a long lecture every third. */
export const keepPolicyFor = ({ periodMs }: { readonly periodMs: number }): KeepPolicy => ({
  sameCellDifference: SAME_CELL_DIFFERENCE,
  keepEveryS: Math.max(4, (3 * periodMs) / 1_000),
})

/** Whoever chose photos to be looked at one by one wants an answer for each. */
export const KEEP_ALL: KeepPolicy = { sameCellDifference: -1, keepEveryS: 0 }

export const gridSizeFor = (widthPx: number, heightPx: number): { columns: number; rows: number } => {
  const scale = GRID_LONG_SIDE / Math.max(widthPx, heightPx)
  return { columns: Math.max(1, Math.round(widthPx * scale)), rows: Math.max(1, Math.round(heightPx * scale)) }
}

/** `rgba` is row-major [height, width, 4], both sides a whole multiple of the grid's. */
export function lumaGridOf(
  rgba: Uint8ClampedArray | Uint8Array,
  { columns, rows, cellPx }: { readonly columns: number; readonly rows: number; readonly cellPx: number },
): LumaGrid {
  const cells = new Uint8Array(columns * rows)
  const width = columns * cellPx
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let sum = 0
      for (let y = row * cellPx; y < (row + 1) * cellPx; y++) {
        let at = (y * width + column * cellPx) * 4
        for (let x = 0; x < cellPx; x++, at += 4) {
          // Rec. 601 weights in 256ths.
          sum += 77 * (rgba[at] ?? 0) + 150 * (rgba[at + 1] ?? 0) + 29 * (rgba[at + 2] ?? 0)
        }
      }
      cells[row * columns + column] = Math.round(sum / (256 * cellPx * cellPx))
    }
  }
  return { columns, rows, cells }
}

/** Largest difference of any cell, 0..255. Grids of different shape have nothing in common. */
export function largestDifference(a: LumaGrid, b: LumaGrid): number {
  if (a.columns !== b.columns || a.rows !== b.rows) return 255
  let largest = 0
  for (let index = 0; index < a.cells.length; index++) {
    largest = Math.max(largest, Math.abs((a.cells[index] ?? 0) - (b.cells[index] ?? 0)))
  }
  return largest
}

/** A frame that was kept: what the next ones are compared with. */
export interface KeptFrame {
  readonly atS: number
  readonly grid: LumaGrid
}

/** Whether a frame is worth looking at, given the last one that was kept. */
export function isWorthKeeping(frame: KeptFrame, lastKept: KeptFrame | null, policy: KeepPolicy): boolean {
  if (lastKept === null) return true
  if (frame.atS - lastKept.atS >= policy.keepEveryS) return true
  return largestDifference(frame.grid, lastKept.grid) > policy.sameCellDifference
}
