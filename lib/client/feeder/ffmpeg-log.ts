/** Reading what ffmpeg writes while it works: the one place that knows its words (5.1, as in @ffmpeg/core 0.12). */

export interface InputFacts {
  /** Demuxer names, as in "mov,mp4,m4a,3gp,3g2,mj2"; null when ffmpeg didn't know the file. */
  readonly format: string | null
  readonly durationS: number | null
  /** Where the container's own clock starts; seeking counts from there. */
  readonly containerStartS: number
  /** Of the first stream that is a video; a cover picture is none. */
  readonly videoCodec: string | null
  readonly hasSound: boolean
}

export function readInputFacts(lines: readonly string[]): InputFacts {
  const streams = lines.filter((line) => /^\s*Stream #0:/.test(line))
  const picture = streams.find((line) => line.includes(': Video: ') && !line.includes('(attached pic)'))
  const length = firstMatch(lines, /^\s*Duration: (\d+):(\d+):(\d+(?:\.\d+)?)/)
  return {
    format: firstMatch(lines, /^Input #0, (\S+), from/)?.[1] ?? null,
    durationS: length ? Number(length[1]) * 3600 + Number(length[2]) * 60 + Number(length[3]) : null,
    containerStartS: Number(firstMatch(lines, /^\s*Duration: .*start: (-?\d+(?:\.\d+)?)/)?.[1] ?? 0),
    videoCodec: picture?.match(/: Video: (\w+)/)?.[1] ?? null,
    hasSound: streams.some((line) => line.includes(': Audio: ')),
  }
}

function firstMatch(lines: readonly string[], pattern: RegExp): RegExpMatchArray | null {
  for (const line of lines) {
    const match = line.match(pattern)
    if (match) return match
  }
  return null
}

/** Whether a line tells of a file that is not whole. */
export const saysDamage = (line: string): boolean =>
  /moov atom not found|EBML header parsing failed|partial file|ended prematurely|truncat|Invalid data found|error while decoding|Packet corrupt/i.test(
    line,
  )

export interface ShownFrame {
  /** Presentation time on the container's clock, unless a filter has shifted it. */
  readonly atS: number
  readonly widthPx: number
  readonly heightPx: number
}

/**
 * Reads the frames that the `showinfo` filter tells of. Their times come from the whole tick and the time base: the
 * seconds that it prints have six digits in all, which is no longer enough after 16 minutes.
 */
export function createFrameReader(): { readonly read: (line: string) => ShownFrame | null } {
  let tickS: number | null = null
  return {
    read: (line) => {
      if (!line.includes('showinfo')) return null
      const base = line.match(/config in time_base: (\d+)\/(\d+)/)
      if (base) tickS = Number(base[1]) / Number(base[2])
      const frame = line.match(/ n: *\d+ pts: *(-?\d+) .* s:(\d+)x(\d+) /)
      if (!frame || tickS === null) return null
      return { atS: Number(frame[1]) * tickS, widthPx: Number(frame[2]), heightPx: Number(frame[3]) }
    },
  }
}
