import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { UnitOffer } from '../../protocol/unit'
import { crc32 } from '../../transport/crc32'
import type { Coordinator } from './coordinator-line'
import { feedMedia } from './feed-media'
import type { FileState } from './feeder-state'
import { FileTrouble } from './file-problem'
import type { FrameEvent, FrameReader } from './frame-reader'
import type { UnitNote } from './kept-feed'
import type { UnitSender } from './unit-sender'

const grid = { columns: 1, rows: 1, cells: Uint8Array.of(0) }
type Kind = FrameEvent['type'] | 'breakdown'

/** A recording in which each half second has the frame that `kinds` says; it can be read from anywhere. */
function recordingOf(kinds: readonly Kind[]): FrameReader {
  return {
    ...{
      decoder: 'webcodecs',
      kind: 'video',
      isLive: false,
      durationS: kinds.length / 2,
      fileNames: null,
      why: 'A test.',
    },
    read: async function* ({ afterS }) {
      for (const [place, type] of kinds.entries()) {
        const atS = place / 2
        if (atS <= afterS) continue
        if (type === 'breakdown') throw new FileTrouble({ type: 'unreadable' })
        if (type === 'lost') yield { type, atS, count: 1 }
        else if (type === 'skipped') yield { type, atS }
        else yield { type, atS, widthPx: 8, heightPx: 8, jpeg: Uint8Array.of(place % 256, 1, 2), grid }
      }
    },
    finish: () => {},
    stop: () => {},
  }
}

/** A coordinator that remembers, and a browser that keeps notes over a reload. */
function createWorld() {
  const units = new Map<number, UnitOffer>()
  const payloads = new Map<string, Uint8Array>()
  const notes = new Map<string, UnitNote>()
  const asked: string[] = []
  let last: Record<string, unknown> = {}
  const stored = new Set<number>()

  const answers: Record<string, (payload: never) => unknown> = {
    'media:open': () => {
      const lost = [...units.keys()].sort((a, b) => a - b).find((index) => !stored.has(index))
      const before = [...units.values()].filter(({ index }) => lost === undefined || index < lost)
      const keptFrames = before.reduce((sum, { frames }) => sum + frames.length, 0)
      const endS = before.at(-1)?.frames.at(-1)?.atS
      const startS = lost === undefined ? undefined : units.get(lost)?.frames[0]?.atS
      const fromS = startS === undefined ? (endS === undefined ? 0 : endS - 100 + 0.001) : startS - 100
      return { mediaId: 'm', offsetS: 100, nextIndex: lost ?? units.size, fromS, keptFrames }
    },
    'unit:offer': (offer: UnitOffer) => {
      units.set(offer.index, offer)
      return { unitId: `j:${offer.index}` }
    },
    'media:done': (done: Record<string, unknown>) => void (last = done),
  }
  // Fakes of our own interfaces; the line's type ties each name to its payload, a table of functions can't.
  const coordinator = {
    ask: (name: string, payload: never) => {
      asked.push(name)
      return Promise.resolve(answers[name]?.(payload))
    },
    tell: () => {},
  } as unknown as Coordinator
  const sender: UnitSender = {
    hold: (_job, _index, unitId, payload) => void payloads.set(unitId, payload),
    queue: () => {},
    read: (unitId) => Promise.resolve(new Uint8Array(payloads.get(unitId) ?? [])),
    hasRoom: () => Promise.resolve(),
    isEmpty: () => Promise.resolve(),
    stop: () => {},
  }
  const keeper = {
    load: () => Promise.resolve(undefined),
    keep: () => Promise.resolve(undefined),
    forget: () => Promise.resolve(undefined),
    note: (_media: string, index: number, note: UnitNote) => Promise.resolve(void notes.set(String(index), note)),
    noteOf: (_media: string, index: number) => Promise.resolve(notes.get(String(index))),
  }
  const feed = (reader: FrameReader, signal = new AbortController().signal, onShow = (_: Partial<FileState>) => {}) =>
    feedMedia(
      { key: 'k', name: 'class.mp4', kind: 'video', open: () => Promise.resolve({ ok: true, value: reader }) },
      {
        ...{ jobId: 'j', operation: 'attendance', sampleFps: 2, coordinator, sender, keeper, signal },
        show: onShow,
        onReader: () => {},
      },
    )
  const frames = () => [...units.values()].sort((a, b) => a.index - b.index).flatMap((unit) => unit.frames)
  return { units, payloads, notes, asked, stored, feed, frames, totals: () => last }
}

const kinds = fc.array(fc.constantFrom<Kind>('kept', 'kept', 'skipped', 'lost'), { maxLength: 60 })

describe('feeding a recording', () => {
  test('[VID-12] frames looked at = kept + skipped + unreadable, and every kept one is in a unit', async () => {
    await fc.assert(
      fc.asyncProperty(kinds, async (each) => {
        const world = createWorld()
        await world.feed(recordingOf(each))
        const countOf = (type: Kind) => each.filter((kind) => kind === type).length
        const { offered, skipped, undecodable } = world.totals()
        expect({ offered, skipped, undecodable }).toEqual({
          ...{ offered: each.length, skipped: countOf('skipped'), undecodable: countOf('lost') },
        })
        expect(world.frames()).toHaveLength(countOf('kept'))
      }),
    )
  })

  test('[VID-9] what is offered is what peers are given: same size, same checksum, times on the session clock', async () => {
    const world = createWorld()
    await world.feed(recordingOf(['kept', 'skipped', 'kept', 'kept', 'kept', 'kept']))
    for (const [index, unit] of world.units) {
      const payload = world.payloads.get(`j:${index}`) ?? new Uint8Array()
      expect(crc32(payload)).toBe(unit.checksum)
      expect(payload).toHaveLength(unit.frames.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0))
    }
    expect(world.frames().map(({ atS }) => atS)).toEqual([100, 101, 101.5, 102, 102.5])
  })

  test('[VID-22] a page that is reloaded anywhere ends with the same units and the same totals', async () => {
    await fc.assert(
      fc.asyncProperty(kinds, fc.nat(60), fc.array(fc.nat(20)), fc.boolean(), async (each, at, lostUnits, hasNotes) => {
        const undisturbed = createWorld()
        await undisturbed.feed(recordingOf(each))

        const world = createWorld()
        const abort = new AbortController()
        const cut = recordingOf(each)
        await world.feed(
          {
            ...cut,
            read: async function* (options) {
              for await (const event of cut.read(options)) {
                if (event.atS >= at / 2) abort.abort()
                yield event
              }
            },
          },
          abort.signal,
        )
        for (const index of world.units.keys()) if (!lostUnits.includes(index)) world.stored.add(index)
        if (!hasNotes) world.notes.clear()
        await world.feed(recordingOf(each))
        expect(world.frames()).toEqual(undisturbed.frames())
        if (hasNotes) expect(world.totals()).toEqual(undisturbed.totals())
      }),
    )
  })

  test('[VID-14] a decoder that breaks down in the middle keeps what it gave and says so', async () => {
    const world = createWorld()
    const shown: Partial<FileState>[] = []
    await world.feed(recordingOf(['kept', 'kept', 'breakdown', 'kept']), undefined, (change) => shown.push(change))
    expect(world.frames()).toHaveLength(2)
    expect(world.asked.at(-1)).toBe('media:done')
    expect(shown.find(({ trouble }) => trouble)?.trouble).toMatch(/choose it again/)
  })

  test('[VID-21] after a cancel nothing more is offered', async () => {
    const world = createWorld()
    const abort = new AbortController()
    abort.abort()
    await world.feed(recordingOf(['kept', 'kept', 'kept', 'kept']), abort.signal)
    expect(world.units.size).toBe(0)
    expect(world.asked).not.toContain('media:done')
  })
})
