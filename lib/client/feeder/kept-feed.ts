import { createStore, del, delMany, get, keys, set, type UseStore } from 'idb-keyval'
import type { LumaGrid } from '../../core/video/likeness'
import type { Mode, Operation } from '../../protocol/unit'

/** What a page must still know after it was reloaded in the middle of feeding. */
export interface KeptFeed {
  readonly jobId: string
  readonly mode: Mode
  readonly operation: Operation
  readonly sampleFps: number | null
  /** The browser keeps a copy of each; it can be read again without asking for it. */
  readonly files: readonly File[]
  readonly keptAt: number
}

/** A file at the end of one of its units, so that counting and comparing go on exactly there. */
export interface UnitNote {
  /** Video time of the unit's last frame, seconds, and what it looks like in small. */
  readonly atS: number
  readonly grid: LumaGrid
  /** Totals up to that frame. */
  readonly offered: number
  readonly kept: number
  readonly skipped: number
  readonly undecodable: number
}

/** Units that may wait for their copy at once, with room to spare; notes of older ones are never asked for. */
const NOTES_KEPT = 1_000
/** A feed that nobody came back to; its copies of recordings are not kept for ever. */
const FORGOTTEN_AFTER_MS = 7 * 24 * 3600 * 1_000

/**
 * Keeps a session's feed in this browser. Where storage is refused or full, feeding goes on without it: a reload then
 * asks for the same file again.
 */
export function createFeedKeeper(sessionId: string) {
  const store: UseStore | null = typeof indexedDB === 'undefined' ? null : createStore('muster-feeds', 'feeds')
  const feedKey = `feed/${sessionId}`
  const noteKey = (mediaId: string, index: number) => `note/${sessionId}/${mediaId}/${index}`
  const quietly = async <Value>(work: (store: UseStore) => Promise<Value>): Promise<Value | undefined> => {
    try {
      return store ? await work(store) : undefined
    } catch {
      // Private windows refuse storage and full disks end it; both only cost the convenience.
      return undefined
    }
  }
  return {
    load: () => quietly((db) => get<KeptFeed>(feedKey, db)),
    keep: (feed: KeptFeed) =>
      quietly(async (db) => {
        await dropForgotten(db, feed.keptAt)
        await set(feedKey, feed, db)
      }),
    note: (mediaId: string, index: number, note: UnitNote) =>
      quietly(async (db) => {
        await set(noteKey(mediaId, index), note, db)
        if (index >= NOTES_KEPT) await del(noteKey(mediaId, index - NOTES_KEPT), db)
      }),
    noteOf: (mediaId: string, index: number) => quietly((db) => get<UnitNote>(noteKey(mediaId, index), db)),
    forget: () =>
      quietly(async (db) => {
        const mine = (await keys<string>(db)).filter((key) => key === feedKey || key.startsWith(`note/${sessionId}/`))
        await delMany(mine, db)
      }),
  }
}
export type FeedKeeper = ReturnType<typeof createFeedKeeper>

async function dropForgotten(db: UseStore, now: number): Promise<void> {
  const all = await keys<string>(db)
  for (const key of all.filter((each) => each.startsWith('feed/'))) {
    const feed = await get<KeptFeed>(key, db)
    if (feed && now - feed.keptAt < FORGOTTEN_AFTER_MS) continue
    const notes = all.filter((each) => each.startsWith(`note/${key.slice('feed/'.length)}/`))
    await delMany([key, ...notes], db)
  }
}
