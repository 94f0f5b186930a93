/**
 * `npm run simulate -- [--scenario S0…S8|all] [--seed N] [--seeds N] [--json]`: the shipped scheduler and trust cores under virtual time.
 * Prints the median and the worst of 20 seeds beside the bar of each figure; exits 1 if a bar is missed.
 */
import { parseArgs } from 'node:util'
import type { Mode } from '../lib/core/scheduling/event'
import { defaultPolicy, type Policy } from '../lib/core/scheduling/policy'
import { figuresOf, type Figures } from '../lib/core/simulation/figures'
import { createRandom } from '../lib/core/simulation/random'
import { scenarios, type Scenario } from '../lib/core/simulation/scenarios'
import { simulate } from '../lib/core/simulation/simulate'
import { judge, type Verdict } from './simulate/bars'
import { judgeS4, printS4, runS4, summariseS4 } from './simulate/trust'
import { spread, type Name, type Spread } from './simulate/spread'

const modes: readonly Mode[] = ['static', 'weighted', 'dynamic']
const withoutBackups: Policy = { ...defaultPolicy, backup: { ...defaultPolicy.backup, budget: 0 } }
const plainPull: Policy = { ...withoutBackups, sparesTail: false }

const { values } = parseArgs({
  options: {
    scenario: { type: 'string', default: 'all' },
    seed: { type: 'string' },
    seeds: { type: 'string', default: '20' },
    json: { type: 'boolean', default: false },
  },
})
const seeds = values.seed
  ? [Number(values.seed)]
  : Array.from({ length: Math.max(1, Number(values.seeds)) }, (_, index) => index + 1)
const chosen = scenarios.filter(({ name }) => values.scenario === 'all' || name.split(' ')[0] === values.scenario)
const hasS4 = values.scenario === 'all' || values.scenario === 'S4'
if ((chosen.length === 0 && !hasS4) || seeds.some((seed) => !Number.isInteger(seed))) {
  console.error(
    `No such scenario or seed. Scenarios: ${[...new Set(scenarios.map(({ name }) => name.split(' ')[0]))].join(', ')}, S4, all.`,
  )
  process.exit(2)
}

const results = new Map(chosen.map((scenario) => [scenario.name, run(scenario, 'dynamic', defaultPolicy)]))
if (chosen.length > 0) printFigures()
const modeResults = printModes()
const backupResults = printBackups()
const trustRows = hasS4 ? runS4(seeds) : []
if (hasS4) printS4(trustRows)
const verdicts = printBars()
if (values.json) {
  const figures = Object.fromEntries([...results].map(([name, runs]) => [name, summary(runs)]))
  console.log(
    JSON.stringify({
      seeds,
      figures,
      modes: modeResults,
      backups: backupResults,
      trust: summariseS4(trustRows),
      bars: verdicts,
    }),
  )
}
process.exitCode = verdicts.every(({ isMet }) => isMet) ? 0 : 1

function run(scenario: Scenario, mode: Mode, policy: Policy): readonly Figures[] {
  return seeds.map((seed) => {
    const random = createRandom(seed)
    const classroom = scenario.build(random, mode)
    return figuresOf(classroom, simulate(classroom, policy, random))
  })
}

function summary(runs: readonly Figures[]): Partial<Record<Name, Spread>> {
  const [first] = runs
  if (!first) return {}
  // Object.keys forgets which keys; these are exactly the figures' names.
  const names = Object.keys(first) as Name[]
  return Object.fromEntries(
    names.flatMap((name) => [[name, spread(runs, seeds, name)] as const]).filter(([, value]) => value),
  )
}

function printFigures(): void {
  console.log(`\nDynamic mode, ${seeds.length} seed(s): median / worst`)
  const cell = (runs: readonly Figures[], figure: Name, digits: number): string => {
    const found = spread(runs, seeds, figure)
    return found ? `${found.median.toFixed(digits)} / ${found.worst.toFixed(digits)}` : ''
  }
  console.table(
    Object.fromEntries(
      [...results].map(([name, runs]) => [
        name,
        {
          'time s': cell(runs, 'makespanS', 0),
          '÷ least': cell(runs, 'makespanRatio', 3),
          efficiency: cell(runs, 'efficiency', 3),
          tail: cell(runs, 'tail', 3),
          waste: cell(runs, 'waste', 3),
          lost: cell(runs, 'lost', 0),
          'silent s': cell(runs, 'silentS', 1),
          'orphaned s': cell(runs, 'orphanedS', 1),
          absorbed: cell(runs, 'absorbed', 0),
        },
      ]),
    ),
  )
  for (const { name, title } of chosen) console.log(`  ${name.padEnd(9)} ${title}`)
}

/** Time ÷ least time of each mode, and whether dynamic is within 2 % of the best of the others. */
function printModes() {
  const table = chosen
    .filter(({ name }) => /^S[012]$/.test(name))
    .map((scenario) => {
      const medians = modes.map(
        (mode) => spread(run(scenario, mode, defaultPolicy), seeds, 'makespanRatio')?.median ?? Infinity,
      )
      const [fixed = Infinity, weighted = Infinity, dynamic = Infinity] = medians
      const isMet = dynamic <= 1.02 * Math.min(fixed, weighted)
      return { scenario: scenario.name, static: fixed, weighted, dynamic, isMet }
    })
  if (table.length > 0) {
    console.log('\nTime ÷ least time by mode (median)')
    console.table(
      table.map((row) => ({
        ...row,
        static: row.static.toFixed(3),
        weighted: row.weighted.toFixed(3),
        dynamic: row.dynamic.toFixed(3),
      })),
    )
  }
  return table
}

/** What sparing the tail and backup replicas buy: the time of the last 5 % of the units, and of the whole job. */
function printBackups() {
  const table = chosen
    .filter(({ name }) => name === 'S1' || name === 'S5')
    .map((scenario) => {
      const median = (policy: Policy, figure: Name) =>
        spread(run(scenario, 'dynamic', policy), seeds, figure)?.median ?? NaN
      const tailS = (policy: Policy) => median(policy, 'tail') * median(policy, 'makespanS')
      return {
        scenario: scenario.name,
        tailS: { full: tailS(defaultPolicy), withoutBackups: tailS(withoutBackups), plainPull: tailS(plainPull) },
        jobS: {
          full: median(defaultPolicy, 'makespanS'),
          withoutBackups: median(withoutBackups, 'makespanS'),
          plainPull: median(plainPull, 'makespanS'),
        },
      }
    })
  if (table.length > 0) {
    console.log('\nWhat backup replicas buy (plain pull: neither backups nor a spared tail; median seconds)')
    console.table(
      Object.fromEntries(
        table.flatMap(({ scenario, tailS, jobS }) =>
          Object.entries({ 'last 5 %': tailS, job: jobS }).map(([part, seconds]) => [
            `${scenario} ${part}`,
            {
              full: seconds.full.toFixed(1),
              'without backups': seconds.withoutBackups.toFixed(1),
              'plain pull': seconds.plainPull.toFixed(1),
              'shorter than plain pull': percent(1 - seconds.full / seconds.plainPull),
            },
          ]),
        ),
      ),
    )
  }
  return table
}

function printBars(): readonly Verdict[] {
  const ofModes = modeResults.map(({ scenario, isMet, ...ratios }): Verdict => ({
    scenario,
    figure: 'dynamic ÷ best other mode',
    value: ratios.dynamic / Math.min(ratios.static, ratios.weighted),
    needed: '≤ 1.02',
    isMet,
    worstSeed: null,
  }))
  const all = [
    ...chosen.flatMap(({ name }) => judge(name, results.get(name) ?? [], seeds)),
    ...ofModes,
    ...judgeBackups(),
    ...judgeS4(trustRows),
  ]
  const missed = all.filter(({ isMet }) => !isMet)
  console.log(`\nBars: ${all.length - missed.length} of ${all.length} met`)
  if (missed.length > 0) console.table(missed)
  return all
}

/** Against the same scheduler with its backups off, which spares the tail all the same: the harder comparison. */
function judgeBackups(): readonly Verdict[] {
  if (backupResults.length < 2) return []
  const total = (policy: 'full' | 'withoutBackups') => backupResults.reduce((sum, { tailS }) => sum + tailS[policy], 0)
  const value = 1 - total('full') / total('withoutBackups')
  const figure = 'last 5 % shorter than without backups'
  return [{ scenario: 'S1 + S5', figure, value, needed: '≥ 0.25', isMet: value >= 0.25, worstSeed: null }]
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`
}
