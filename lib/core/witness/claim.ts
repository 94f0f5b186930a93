import type { DeviceId, PersonId } from '../ids'
import type { AcceptedView } from '../merging/roll'
import type { Descriptor } from '../recognition/face'

/** Somebody is said to have been there, and these are the views that say so, in order of time. */
export interface PresenceClaim {
  readonly personId: PersonId
  readonly views: readonly ClaimedView[]
}

export interface ClaimedView extends AcceptedView {
  /** Who reported it. */
  readonly deviceId: DeviceId
  readonly testimony: Testimony
}

/** What is known of a claimed view beside the claim. */
export type Testimony =
  /** A trusted device reported it: that needs no second opinion. */
  | { readonly kind: 'trusted' }
  /** A trusted node has looked again, from its own copy of the frame. `apart`: from what was claimed. */
  | { readonly kind: 'face'; readonly descriptor: Descriptor; readonly widthPx: number; readonly apart: number }
  | { readonly kind: 'no-face' }
  | { readonly kind: 'unchecked' }
  /** Nobody can look again: its frame is not here (any more). */
  | { readonly kind: 'out-of-reach' }
