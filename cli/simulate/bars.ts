import type { Figures } from '../../lib/core/simulation/figures'
import { spread, type Name } from './spread'

/** What a figure must reach in which scenarios. The median of the seeds counts, or the worst where chance is no excuse. */
interface Bar {
  readonly figure: Name
  readonly title: string
  readonly applies: RegExp
  readonly counts: 'median' | 'worst'
  readonly atMost?: number
  readonly atLeast?: number
}

const bars: readonly Bar[] = [
  { figure: 'efficiency', title: 'efficiency, 16 workers', applies: /^S0$/, counts: 'median', atLeast: 0.97 },
  { figure: 'efficiency', title: 'efficiency, 64 workers', applies: /^S0 n=64$/, counts: 'median', atLeast: 0.95 },
  { figure: 'efficiency', title: 'efficiency, 300 workers', applies: /^S0 n=300$/, counts: 'median', atLeast: 0.92 },
  { figure: 'makespanRatio', title: 'makespan ratio', applies: /^S0$/, counts: 'median', atMost: 1.05 },
  { figure: 'makespanRatio', title: 'makespan ratio', applies: /^S1$/, counts: 'median', atMost: 1.1 },
  { figure: 'makespanRatio', title: 'makespan ratio', applies: /^S2$/, counts: 'median', atMost: 1.2 },
  { figure: 'tail', title: 'tail', applies: /^S[0125]/, counts: 'median', atMost: 0.08 },
  { figure: 'waste', title: 'waste', applies: /^S/, counts: 'median', atMost: 0.05 },
  { figure: 'lost', title: 'units lost or counted twice', applies: /./, counts: 'worst', atMost: 0 },
  { figure: 'announcedS', title: 'recovery, announced', applies: /^S[23]/, counts: 'worst', atMost: 1 },
  { figure: 'silentS', title: 'recovery, silent', applies: /^S[23]/, counts: 'worst', atMost: 5 },
  { figure: 'backAtWorkS', title: '95 % of the rest at work', applies: /^S3/, counts: 'worst', atMost: 5 },
  { figure: 'absorbed', title: 'black hole', applies: /^S8$/, counts: 'worst', atMost: 5 },
  { figure: 'unfairness', title: 'unfairness over 60 s', applies: /^fairness$/, counts: 'median', atMost: 0.05 },
  { figure: 'starvedS', title: 'longest without work', applies: /^fairness$/, counts: 'worst', atMost: 10 },
]

export interface Verdict {
  readonly scenario: string
  readonly figure: string
  readonly value: number
  readonly needed: string
  readonly isMet: boolean
  /** Seed to look at first; null where the figure is not one seed's. */
  readonly worstSeed: number | null
}

/** How the runs of one scenario stand against the bars that apply to it. */
export function judge(scenario: string, runs: readonly Figures[], seeds: readonly number[]): readonly Verdict[] {
  return bars
    .filter(({ applies }) => applies.test(scenario))
    .flatMap((bar) => {
      const found = spread(runs, seeds, bar.figure)
      if (!found) return []
      const value = found[bar.counts]
      return [
        {
          scenario,
          figure: `${bar.title} (${bar.counts})`,
          value,
          needed: bar.atMost === undefined ? `≥ ${bar.atLeast ?? ''}` : `≤ ${bar.atMost}`,
          isMet: value <= (bar.atMost ?? Infinity) && value >= (bar.atLeast ?? -Infinity),
          worstSeed: found.worstSeed,
        },
      ]
    })
}
