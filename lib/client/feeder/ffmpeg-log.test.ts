import { describe, expect, test } from 'vitest'
import { createFrameReader, readInputFacts, saysDamage } from './ffmpeg-log'

const avi = [
  "Input #0, avi, from '/in/input':",
  '  Metadata:',
  '  Duration: 01:02:06.01, start: 0.023000, bitrate: 1498 kb/s',
  '  Stream #0:0: Video: mpeg4 (Advanced Simple Profile) (XVID / 0x44495658), yuv420p, 1280x720, 23.98 tbn',
  '  Stream #0:1: Audio: mp3 (U[0][0][0] / 0x0055), 48000 Hz, stereo, fltp, 128 kb/s',
]

describe('what ffmpeg says of a file', () => {
  test('[VID-13] length, start, codec and sound', () => {
    expect(readInputFacts(avi)).toEqual({
      ...{ format: 'avi', durationS: 3726.01, containerStartS: 0.023, videoCodec: 'mpeg4', hasSound: true },
    })
  })

  test('[VID-13] a cover picture is no video', () => {
    const song = [
      "Input #0, mp3, from '/in/input':",
      '  Duration: 00:03:00.00, start: 0.000000, bitrate: 192 kb/s',
      '  Stream #0:0: Audio: mp3, 44100 Hz, stereo, fltp, 192 kb/s',
      '  Stream #0:1: Video: mjpeg (Baseline), yuvj420p(pc), 600x600, 90k tbr (attached pic)',
    ]
    expect(readInputFacts(song)).toMatchObject({ videoCodec: null, hasSound: true })
  })

  test('[VID-13] a length that ffmpeg does not know is unknown', () => {
    expect(readInputFacts(['  Duration: N/A, start: 0.000000, bitrate: N/A']).durationS).toBeNull()
    expect(readInputFacts([])).toMatchObject({ format: null, durationS: null, videoCodec: null })
  })

  test('[VID-14] a file that is not whole is told', () => {
    expect(saysDamage('[mov,mp4 @ 0x1] stream 0, offset 0x30d40: partial file')).toBe(true)
    expect(saysDamage('[matroska,webm @ 0x1] File ended prematurely')).toBe(true)
    expect(saysDamage('  Duration: 00:00:06.01, start: 0.000000')).toBe(false)
  })
})

describe('frames that showinfo tells of', () => {
  const shown = (pts: number) =>
    `[Parsed_showinfo_0 @ 0xe05b20] n:  22 pts: ${pts} pts_time:0.959292 pos: 193040 fmt:yuv420p sar:1/1 s:1280x720 i:P type:B `

  test('[VID-3] their time comes from the tick, exact after hours too', () => {
    const reader = createFrameReader()
    expect(reader.read(shown(23))).toBeNull()
    expect(
      reader.read('[Parsed_showinfo_0 @ 0xe05b20] config in time_base: 1001/24000, frame_rate: 24000/1001'),
    ).toBeNull()
    expect(reader.read(shown(23))).toEqual({ atS: (23 * 1001) / 24000, widthPx: 1280, heightPx: 720 })
    expect(reader.read(shown(258_945))?.atS).toBeCloseTo(10_800.164375, 9)
  })

  test('[VID-3] other lines are none', () => {
    const reader = createFrameReader()
    expect(reader.read('frame=   24 fps=0.0 q=3.0 Lsize=    1090kB time=00:00:00.00')).toBeNull()
    expect(reader.read('[Parsed_showinfo_0 @ 0xe05b20] color_range:unknown color_space:unknown')).toBeNull()
  })
})
