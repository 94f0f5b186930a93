import { createStore, del, get, set, type UseStore } from 'idb-keyval'
import type { Mode } from '../../protocol/unit'

/** What a page must still know after it was reloaded in the middle of feeding. */
export interface KeptFeed {
  readonly jobId: string
  readonly mode: Mode
  readonly sampleFps: number | null
  /** The browser keeps a copy of each; it can be read again without asking for it. */
  readonly files: readonly File[]
}

/** Totals of a file at the end of one of its units, so that counting goes on exactly there. */
export interface UnitNote {
  /** Video time of the unit's last frame, seconds. */
  readonly atS: number
  readonly offered: number
  readonly kept: number
  readonly skipped: number
  readonly undecodable: number
}

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
    keep: (feed: KeptFeed) => quietly((db) => set(feedKey, feed, db)),
    note: (mediaId: string, index: number, note: UnitNote) => quietly((db) => set(noteKey(mediaId, index), note, db)),
    noteOf: (mediaId: string, index: number) => quietly((db) => get<UnitNote>(noteKey(mediaId, index), db)),
    forget: () => quietly((db) => del(feedKey, db)),
  }
}
export type FeedKeeper = ReturnType<typeof createFeedKeeper>
