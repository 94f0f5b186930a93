/** The scheduler's numbers. Changed together with `npm run simulate`, which prints what they buy. */
export interface Policy {
  /** A lease lasts clamp(times × predicted 95th percentile, leastMs, mostMs), anew at each progress. */
  readonly lease: { readonly times: number; readonly leastMs: number; readonly mostMs: number }
  readonly pipeline: {
    /** Leases in hand that hide the round trip, the running one included. */
    readonly mostAhead: number
    /** Quick workers hold more than that, until this much work is in hand … */
    readonly handMs: number
    /** … or this many leases. Each is a payload in a phone's memory. */
    readonly mostHeld: number
  }
  /** Whether the end of a job is left to those who will be sooner, instead of to whoever asks first. */
  readonly sparesTail: boolean
  readonly backup: {
    /** Backup replicas ÷ units of the job, at least one; 0 neither copies nor moves anything. */
    readonly budget: number
    /** Copies of one unit at a time, beside the original. */
    readonly mostCopies: number
    /** A copy is worth it when it should end within this share of the time the original still needs. */
    readonly gain: number
  }
  readonly rest: {
    /** Failures in a row after which a worker rests. */
    readonly afterFailures: number
    readonly firstMs: number
    readonly mostDoublings: number
    /** Longest pause between leases of a failing worker that must go on because nobody else is there. */
    readonly pacedMs: number
  }
  readonly retry: {
    /** Different workers that failed a unit before it is kept for a trusted one. */
    readonly differentWorkers: number
    /** Failures after which a unit is given up where no trusted worker is there to decide. */
    readonly mostFailures: number
    /** A missing payload says little about the unit: more patience, with growing pauses from `pauseMs`. */
    readonly mostPayloadFailures: number
    readonly mostRunOuts: number
    /** Different devices that vanished over a unit before it is kept for a trusted one … */
    readonly differentVanished: number
    /** … and before it is given up where there is none. Twice as often in all, if it is always the same few. */
    readonly mostVanished: number
    readonly pauseMs: number
  }
  /** How long a worker that handed a lease back gets no other. */
  readonly holdOffMs: number
  /** Who holds nothing for so long stands by, all but a few spare ones. Null: everybody stays awake. */
  readonly standby: { readonly afterIdleMs: number; readonly spare: number } | null
  /** How often forecasts are looked at again while idle workers wait at the end of a job. */
  readonly tailCheckMs: number
}

export const defaultPolicy: Policy = {
  lease: { times: 3, leastMs: 4_000, mostMs: 30_000 },
  pipeline: { mostAhead: 3, handMs: 1_000, mostHeld: 6 },
  sparesTail: true,
  backup: { budget: 0.05, mostCopies: 2, gain: 0.9 },
  rest: { afterFailures: 2, firstMs: 15_000, mostDoublings: 5, pacedMs: 2_000 },
  retry: {
    differentWorkers: 2,
    mostFailures: 4,
    mostPayloadFailures: 8,
    mostRunOuts: 6,
    differentVanished: 3,
    mostVanished: 5,
    pauseMs: 500,
  },
  holdOffMs: 1_000,
  standby: { afterIdleMs: 10_000, spare: 2 },
  tailCheckMs: 500,
}
