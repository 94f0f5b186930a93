import type { Figures } from '../../lib/core/simulation/figures'

export type Name = keyof Figures

export interface Spread {
  readonly median: number
  readonly worst: number
  readonly worstSeed: number
}

/** Null if the figure has no meaning in the scenario. */
export function spread(runs: readonly Figures[], seeds: readonly number[], figure: Name): Spread | null {
  const ranked = runs
    .flatMap((figures, index) => {
      const value = figures[figure]
      return value === null ? [] : [{ value, seed: seeds[index] ?? 0 }]
    })
    .sort((one, other) => (figure === 'efficiency' ? other.value - one.value : one.value - other.value))
  const middle = ranked[Math.floor(ranked.length / 2)]
  const last = ranked.at(-1)
  return middle && last ? { median: middle.value, worst: last.value, worstSeed: last.seed } : null
}
