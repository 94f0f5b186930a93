import type { Strategy } from '../../lib/core/simulation/crowd'
import { runTrust, type TrustFigures } from '../../lib/core/simulation/trust-figures'
import { defaultTrustPolicy } from '../../lib/core/trust/policy'
import type { Verdict } from './bars'

const strategies: readonly Strategy[] = ['always', 'sleeper', 'rare', 'add', 'omit']
const shares: readonly number[] = [0.05, 0.1, 0.2, 0.35, 1]

export interface TrustRow {
  readonly strategy: Strategy | 'honest'
  readonly share: number
  readonly runs: readonly TrustFigures[]
}

/** S4: 50 volunteers of unequal speed, 500 units, 50 people of whom five are seen for a moment only, one slow helper. */
export function runS4(seeds: readonly number[]): readonly TrustRow[] {
  const rowOf = (strategy: Strategy, share: number): TrustRow => ({
    strategy: share === 0 ? 'honest' : strategy,
    share,
    runs: seeds.map((seed) => runTrust({ seed, share, strategy, policy: defaultTrustPolicy })),
  })
  return [rowOf('always', 0), ...strategies.flatMap((strategy) => shares.map((share) => rowOf(strategy, share)))]
}

/** Published for BOINC's adaptive replication with sleepers, at f = 10, 20 and 30 %. */
const BOINC_WRONG: ReadonlyMap<number, string> = new Map([
  [0.1, '3.4 %'],
  [0.2, '5.1 %'],
  [0.35, '7.0 % (at 30 %)'],
])

export function printS4(rows: readonly TrustRow[]): void {
  console.log('\nS4: a share f of 50 volunteers lies; 500 units, 50 people. Mean of the seeds; cost: median / worst')
  console.table(
    rows.map(({ strategy, share, runs }) => ({
      liars: strategy,
      f: percent(share, 0),
      'wrong present': sum(runs, 'wrongPresent'),
      'wrong absent': percent(mean(runs, 'wrongAbsent'), 2),
      'to review': percent(mean(runs, 'sentToReview') / 50, 2),
      'wrong units': percent(mean(runs, 'wrongUnits'), 3),
      'BOINC’s rule': strategy === 'sleeper' ? (BOINC_WRONG.get(share) ?? '') : '',
      cost: `${percent(median(runs, 'cost'), 1)} / ${percent(Math.max(...runs.map(({ cost }) => cost)), 1)}`,
      found: strategy === 'honest' ? '' : `${mean(runs, 'liarsFound').toFixed(1)} of ${mean(runs, 'liars').toFixed(0)}`,
      wronged: sum(runs, 'wronged'),
      'job s': median(runs, 'makespanS').toFixed(0),
      'of it checking': median(runs, 'checkingS').toFixed(0),
    })),
  )
  console.log(
    'BOINC’s rule costs 59 % more work in an honest crowd. Sleepers, rare and constant liars that do lie in a job are found; the others had no occasion.',
  )
}

export function judgeS4(rows: readonly TrustRow[]): readonly Verdict[] {
  return rows.flatMap(({ strategy, share, runs }) => {
    const scenario = `S4 ${strategy} ${percent(share, 0)}`
    const verdict = (figure: string, value: number, atMost: number): Verdict => ({
      ...{ scenario, figure, value, needed: `≤ ${atMost}`, isMet: value <= atMost, worstSeed: null },
    })
    const isCounted = strategy === 'always' || strategy === 'sleeper'
    return [
      verdict('wrong present marks', sum(runs, 'wrongPresent'), 0),
      ...(share <= 0.2 ? [verdict('wrong absent marks', mean(runs, 'wrongAbsent'), 0)] : []),
      ...(share === 0.35 ? [verdict('wrong absent marks', mean(runs, 'wrongAbsent'), 0.01)] : []),
      ...(isCounted && share <= 0.35 ? [verdict('wrong units accepted', mean(runs, 'wrongUnits'), 0.001)] : []),
      ...(share === 0 ? [verdict('cost of trust (median)', median(runs, 'cost'), 0.08)] : []),
      ...(share === 0.2 ? [verdict('cost of trust (median)', median(runs, 'cost'), 0.25)] : []),
    ]
  })
}

export const summariseS4 = (rows: readonly TrustRow[]) =>
  rows.map(({ strategy, share, runs }) => ({
    ...{ strategy, share, wrongPresent: sum(runs, 'wrongPresent'), wrongAbsent: mean(runs, 'wrongAbsent') },
    ...{ wrongUnits: mean(runs, 'wrongUnits'), cost: median(runs, 'cost'), wronged: sum(runs, 'wronged') },
  }))

const sum = (runs: readonly TrustFigures[], figure: keyof TrustFigures): number =>
  runs.reduce((total, run) => total + run[figure], 0)
const mean = (runs: readonly TrustFigures[], figure: keyof TrustFigures): number => sum(runs, figure) / runs.length
const median = (runs: readonly TrustFigures[], figure: keyof TrustFigures): number =>
  runs.map((run) => run[figure]).sort((one, other) => one - other)[Math.floor(runs.length / 2)] ?? NaN
const percent = (share: number, digits: number): string => `${(100 * share).toFixed(digits)} %`
