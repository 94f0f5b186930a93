import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const css = readFileSync(new URL('../../app/globals.css', import.meta.url), 'utf8')

/** The custom properties of the rule that starts with `selector`. */
function tokensOf(selector: string): Map<string, string> {
  const start = css.indexOf(`${selector} {`)
  if (start < 0) throw new Error(`no rule ${selector}`)
  const body = css.slice(start, css.indexOf('}', start))
  return new Map([...body.matchAll(/--([\w-]+): (.+);/g)].map((match) => [match[1] ?? '', match[2] ?? '']))
}

const light = tokensOf(':root')
const dark = tokensOf(":root[data-theme='dark']")
const grounds = ['canvas', 'surface', 'sunken', 'hover']
const statuses = ['present', 'late', 'left-early', 'absent', 'excused', 'review']

/** WCAG 2.2 contrast ratio of two #rrggbb colours. */
function contrast(one: string, two: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(two)].sort((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

test.each([
  ['light', light],
  ['dark', dark],
])('[UI-1] %s: writing has AA contrast on every ground it stands on', (_theme, tokens) => {
  const pairs = [
    ...['ink', 'ink-soft', 'ink-faint'].flatMap((ink) => grounds.map((ground) => [ink, ground] as const)),
    ...statuses.flatMap((status) => [[status, `${status}-soft`] as const, [status, 'surface'] as const]),
    ...['ink', 'ink-soft'].flatMap((ink) => statuses.map((status) => [ink, `${status}-soft`] as const)),
    ...['accent-soft', 'surface', 'canvas'].map((ground) => ['accent', ground] as const),
    ['on-accent', 'accent'] as const,
    ['on-accent', 'accent-hover'] as const,
    ['ink', 'accent-soft'] as const,
  ]
  const poor = pairs.filter(([ink, ground]) => contrast(tokens.get(ink) ?? '', tokens.get(ground) ?? '') < 4.5)
  expect(poor).toEqual([])
})

test.each([
  ['light', light],
  ['dark', dark],
])('[UI-1] %s: bounds of controls and fills of bars have 3:1 contrast', (_theme, tokens) => {
  const fills = ['accent', 'line-strong', ...statuses.map((status) => `${status}-fill`)]
  const poor = fills.filter((fill) => contrast(tokens.get(fill) ?? '', tokens.get('surface') ?? '') < 3)
  expect(poor).toEqual([])
})

test('[UI-1] the dark set chosen by hand is the one the system chooses', () => {
  expect(tokensOf(":root:not([data-theme='light'])")).toEqual(dark)
})
