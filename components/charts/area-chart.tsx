'use client'

import { scaleLinear } from 'd3-scale'
import { area, curveMonotoneX, line } from 'd3-shape'
import { useId } from 'react'

interface AreaChartProps {
  /** What it shows and the gist of it, read aloud instead of the drawing. */
  label: string
  /** One value a step, the first step beginning at 0. */
  values: readonly number[]
  stepS: number
  unit: string
  /** A height to compare with, drawn as a broken line. */
  reference?: { readonly value: number; readonly label: string } | null
  /** Writes a time of the axis. */
  formatTime: (seconds: number) => string
}

/** Of its view box, which is stretched to whatever room there is; everything with letters stands outside of it. */
const WIDTH = 600
const HEIGHT = 100

/** How something went over time. Drawn with the tokens' colours; d3 only computes. */
export function AreaChart({ label, values, stepS, unit, reference = null, formatTime }: AreaChartProps) {
  const fill = useId()
  const highest = Math.max(0, ...values)
  // A reference far above everything would press the curve flat; then it is only said in words beside the chart.
  const shown = reference && reference.value > 0 && reference.value <= Math.max(highest, 0.1) * 2.5 ? reference : null
  const y = scaleLinear([0, Math.max(highest, shown?.value ?? 0, 0.1)], [HEIGHT, 0]).nice(3)
  const x = scaleLinear([0, Math.max(1, values.length - 1)], [0, WIDTH])
  const points = values.length === 1 ? [...values, ...values] : values
  const above = area<number>(
    (_, index) => x(index),
    HEIGHT,
    (value) => y(value),
  ).curve(curveMonotoneX)
  const edge = line<number>(
    (_, index) => x(index),
    (value) => y(value),
  ).curve(curveMonotoneX)
  const top = y.domain()[1] ?? 1
  return (
    <figure role="img" aria-label={label} className="flex flex-col gap-1 text-xs text-ink-faint tabular-nums">
      <div className="flex gap-2">
        <div aria-hidden className="flex w-10 shrink-0 flex-col justify-between text-right">
          <span>{shortNumber(top)}</span>
          <span>{shortNumber(top / 2)}</span>
          <span>0</span>
        </div>
        <div className="relative h-28 min-w-0 flex-1 border-b border-line">
          <svg aria-hidden viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" className="size-full">
            <defs>
              <linearGradient id={fill} x1="0" y1="0" x2="0" y2="1">
                <stop offset="0%" stopColor="var(--accent)" stopOpacity="0.32" />
                <stop offset="100%" stopColor="var(--accent)" stopOpacity="0.04" />
              </linearGradient>
            </defs>
            {[0, 0.5].map((share) => (
              <line
                key={share}
                x1={0}
                x2={WIDTH}
                y1={share * HEIGHT}
                y2={share * HEIGHT}
                className="stroke-line"
                vectorEffect="non-scaling-stroke"
              />
            ))}
            <path d={above(points) ?? ''} fill={`url(#${fill})`} />
            <path
              d={edge(points) ?? ''}
              fill="none"
              className="stroke-accent"
              strokeWidth={2}
              strokeLinejoin="round"
              vectorEffect="non-scaling-stroke"
            />
            {shown && (
              <line
                x1={0}
                x2={WIDTH}
                y1={y(shown.value)}
                y2={y(shown.value)}
                className="stroke-ink-faint"
                strokeDasharray="5 5"
                vectorEffect="non-scaling-stroke"
              />
            )}
          </svg>
          {shown && (
            <span
              aria-hidden
              className="absolute right-0 rounded-sm bg-surface/85 px-1"
              style={
                y(shown.value) < 22 ? { top: `${y(shown.value) + 2}%` } : { bottom: `${HEIGHT - y(shown.value) + 2}%` }
              }
            >
              {shown.label}
            </span>
          )}
        </div>
      </div>
      <div aria-hidden className="flex justify-between pl-12">
        <span>{formatTime(0)}</span>
        <span>{unit}</span>
        <span>{formatTime(Math.max(1, values.length) * stepS)}</span>
      </div>
    </figure>
  )
}

const shortNumber = (value: number): string =>
  value >= 100
    ? Math.round(value).toString()
    : value >= 10 || Number.isInteger(value)
      ? value.toFixed(0)
      : value.toFixed(1)
