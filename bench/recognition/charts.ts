import type { Bin, Scored } from './measures'

const SIZE = 360
const PAD = 48

/** Share of same pairs accepted against share of different pairs accepted, by threshold; the corner that matters. */
export function rocChart(scored: readonly Scored[]): string {
  const same = scored.filter(({ isSame }) => isSame)
  const different = scored.filter(({ isSame }) => !isSame)
  const share = (of: readonly Scored[], threshold: number) =>
    of.filter(({ apart }) => apart !== null && apart <= threshold).length / of.length
  const points = Array.from({ length: 121 }, (_, i) => 0.3 + i * 0.005).map((threshold) => ({
    x: share(different, threshold) / MOST_FALSE,
    y: share(same, threshold),
  }))
  return chart('different pairs accepted, 0 to 10 %', 'same pairs accepted', [line(points.filter(({ x }) => x <= 1))])
}
const MOST_FALSE = 0.1

/** Probes rightly named against strangers named, by the threshold of a photo; its corner is what the shipped one was chosen by. */
export function openSetChart(
  curve: readonly { readonly rightlyNamed: number; readonly strangersNamed: number }[],
): string {
  const points = curve.map(({ rightlyNamed, strangersNamed }) => ({ x: strangersNamed / MOST_NAMED, y: rightlyNamed }))
  return chart('strangers named, 0 to 4 %', 'probes rightly named', [line(points.filter(({ x }) => x <= 1))])
}
const MOST_NAMED = 0.04

/** What was said against what was right, tenth by tenth; the diagonal is honest. */
export function reliabilityChart(bins: readonly Bin[]): string {
  const filled = bins.filter(({ count }) => count > 0)
  return chart('confidence', 'right', [
    line(
      [
        { x: 0, y: 0 },
        { x: 1, y: 1 },
      ],
      'stroke-dasharray="4 4" opacity="0.5"',
    ),
    line(filled.map(({ confidence, right }) => ({ x: confidence, y: right }))),
    ...filled.map(
      ({ confidence, right }) => `<circle cx="${px(confidence)}" cy="${py(right)}" r="3" fill="currentColor"/>`,
    ),
  ])
}

const px = (x: number) => (PAD + x * (SIZE - 2 * PAD)).toFixed(1)
const py = (y: number) => (SIZE - PAD - y * (SIZE - 2 * PAD)).toFixed(1)

const line = (points: readonly { readonly x: number; readonly y: number }[], more = '') =>
  `<polyline fill="none" stroke="currentColor" stroke-width="2" ${more} points="${points.map(({ x, y }) => `${px(x)},${py(y)}`).join(' ')}"/>`

function chart(xName: string, yName: string, parts: readonly string[]): string {
  const ticks = [0, 0.25, 0.5, 0.75, 1].map(
    (at) => `<text x="${PAD - 6}" y="${py(at)}" text-anchor="end" dominant-baseline="middle">${at}</text>`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE} ${SIZE}" width="${SIZE}" height="${SIZE}" font-family="sans-serif" font-size="11" fill="#333" color="#0b6b6b" role="img" aria-label="${yName} by ${xName}">
<rect width="${SIZE}" height="${SIZE}" fill="#fff"/><rect x="${PAD}" y="${PAD}" width="${SIZE - 2 * PAD}" height="${SIZE - 2 * PAD}" fill="none" stroke="#999"/>
${ticks.join('\n')}
<text x="${SIZE / 2}" y="${SIZE - 14}" text-anchor="middle">${xName}</text><text x="16" y="${SIZE / 2}" text-anchor="middle" transform="rotate(-90 16 ${SIZE / 2})">${yName}</text>
${parts.join('\n')}
</svg>
`
}
