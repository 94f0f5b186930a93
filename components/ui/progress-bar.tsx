import clsx from 'clsx'
import type { ReactNode } from 'react'

export interface ProgressPart {
  /** What the part stands for; read aloud and shown in the legend by the caller if it wants one. */
  readonly label: string
  readonly value: number
  readonly tone: 'done' | 'in-flight' | 'queued' | 'failed'
}

const tones: Record<ProgressPart['tone'], string> = {
  done: 'bg-accent',
  'in-flight': 'bg-accent/55 animate-breathe',
  queued: 'bg-transparent',
  failed: 'bg-absent-fill',
}

interface ProgressBarProps {
  label: string
  /** How far, in words with numbers: "12 of 40 photos". Always shown. */
  value: ReactNode
  /** "about 2 min left", or nothing while nothing is known. */
  timeLeft?: string | null
  /** 0..1, or null while the end is unknown: then the bar moves but claims nothing. */
  share: number | null
  size?: 'thin' | 'wide'
  /** Draws the bar in parts instead of one; they add up to `total`. */
  parts?: readonly ProgressPart[]
  total?: number
}

export function ProgressBar({ label, value, timeLeft, share, size = 'thin', parts, total = 0 }: ProgressBarProps) {
  const percent = share === null ? null : Math.round(Math.min(1, Math.max(0, share)) * 100)
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 text-sm">
        <span className="font-medium">{label}</span>
        <span className="text-ink-soft tabular-nums">
          {value}
          {timeLeft && <span className="text-ink-faint"> · {timeLeft}</span>}
        </span>
      </div>
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        {...(percent === null ? {} : { 'aria-valuenow': percent })}
        {...(parts ? { 'aria-valuetext': parts.map((part) => `${part.value} ${part.label}`).join(', ') } : {})}
        className={clsx(
          'flex overflow-hidden rounded-full bg-sunken ring-1 ring-line',
          size === 'wide' ? 'h-5' : 'h-2',
        )}
      >
        {parts && total > 0 ? (
          parts.map((part) => (
            <div
              key={part.label}
              className={clsx('h-full transition-[width] duration-250 ease-out', tones[part.tone])}
              style={{ width: `${(part.value / total) * 100}%` }}
            />
          ))
        ) : percent === null ? (
          <div className="h-full w-1/3 animate-breathe bg-accent" />
        ) : (
          <div className="h-full bg-accent transition-[width] duration-250 ease-out" style={{ width: `${percent}%` }} />
        )}
      </div>
    </div>
  )
}
