/** Chance as an argument: the same seed gives the same numbers on every machine. */
export interface Random {
  /** In [0, 1). */
  next(): number
  between(low: number, high: number): number
  /** Mean 0, standard deviation 1. */
  normal(): number
  /** Mean 1; `sigma` is the standard deviation of its logarithm. */
  lognormal(sigma: number): number
  exponential(mean: number): number
  /** A stream of its own, so that drawing more in one place changes nothing elsewhere. */
  fork(label: number): Random
}

/** Mulberry32 (Tommy Ettinger, public domain): 32 bits of state are plenty for a few thousand draws. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    normal,
    lognormal: (sigma) => Math.exp(sigma * normal() - (sigma * sigma) / 2),
    exponential: (mean) => -mean * Math.log(1 - next()),
    fork: (label) => createRandom((Math.imul(seed, 0x9e3779b1) + Math.imul(label + 1, 0x85ebca6b)) >>> 0),
  }
}
