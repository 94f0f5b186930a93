'use client'

import {
  BatteryCharging,
  BatteryLow,
  BatteryMedium,
  EllipsisVertical,
  Pause,
  Play,
  ShieldCheck,
  Thermometer,
} from 'lucide-react'
import type { WorkerCommandName, WorkerView } from '@/lib/protocol/faculty'
import { IconButton } from '@/components/ui/button'
import { Menu } from '@/components/ui/menu'
import { DeviceMenu } from './device-menu'
import { deviceWords, warmWords } from './device-words'
import { backendWords, perSecond, transportWords } from './work-words'

interface DeviceTileProps {
  worker: WorkerView
  onCommand: (worker: WorkerView, command: WorkerCommandName) => void
}

/** One device of the room. The bar at its top breathes while it works and shows how busy it is. */
export function DeviceTile({ worker, onCommand }: DeviceTileProps) {
  const { name, status, checks } = worker
  const isGone = status === 'gone'
  const isHeldBack = worker.pausedBy.some(
    (reason) => reason === 'faculty' || reason === 'break' || reason === 'stand-by',
  )
  const warm = warmWords(worker)
  return (
    <li
      aria-label={name}
      className={`flex flex-col overflow-hidden rounded-md border border-line bg-surface ${isGone ? 'opacity-70' : ''}`}
    >
      <div aria-hidden className="h-1 bg-sunken">
        <div
          className={`h-full transition-[width] duration-250 ease-out ${status === 'working' ? 'animate-breathe bg-accent' : 'bg-line-strong'}`}
          style={{ width: `${Math.round(worker.load * 100)}%` }}
        />
      </div>
      <div className="flex flex-1 flex-col gap-2 p-3">
        <div className="flex items-start justify-between gap-2">
          <div className="min-w-0">
            <p className="flex items-center gap-1.5 font-medium">
              <span className="truncate" title={name}>
                {name}
              </span>
              {worker.isTrusted && (
                <span className="inline-flex shrink-0 text-present" title="Trusted: its word needs no second opinion">
                  <ShieldCheck aria-hidden className="size-4" />
                  <span className="sr-only">trusted</span>
                </span>
              )}
            </p>
            <p className="text-sm text-ink-soft">{deviceWords(worker)}</p>
          </div>
          {!isGone && (
            <div className="-mt-1 -mr-1 flex shrink-0">
              <IconButton
                label={isHeldBack ? `Resume ${name}` : `Pause ${name}`}
                onClick={() => onCommand(worker, isHeldBack ? 'resume' : 'pause')}
              >
                {isHeldBack ? <Play aria-hidden /> : <Pause aria-hidden />}
              </IconButton>
              <Menu
                trigger={
                  <IconButton label={`More for ${name}`}>
                    <EllipsisVertical aria-hidden />
                  </IconButton>
                }
              >
                <DeviceMenu worker={worker} onCommand={(command) => onCommand(worker, command)} />
              </Menu>
            </div>
          )}
        </div>
        <div className="mt-auto flex items-end justify-between gap-3">
          <p className="text-lg leading-tight font-semibold tabular-nums">
            {worker.framesPerS === null ? (
              <span className="text-sm font-normal text-ink-faint">not measured yet</span>
            ) : (
              perSecond(worker.framesPerS)
            )}
          </p>
          <Battery worker={worker} />
        </div>
        <p className="text-sm text-ink-soft tabular-nums">
          {backendWords[worker.backend]} · {transportWords[worker.transport]}
          <br className="hidden sm:block" />
          <span className="sm:hidden"> · </span>
          {worker.framesDone === 1 ? '1 frame' : `${worker.framesDone} frames`} · holds {worker.holds}
        </p>
        {checks && (
          <p className="text-sm tabular-nums">
            <span className="text-ink-soft">{checks.verified} verified</span>
            {checks.disputed > 0 && <span className="font-medium text-absent"> · {checks.disputed} disputed</span>}
          </p>
        )}
        {warm !== null && (
          <p className="flex items-center gap-1.5 text-sm text-late">
            <Thermometer aria-hidden className="size-4 shrink-0" />
            {warm}
          </p>
        )}
      </div>
    </li>
  )
}

function Battery({ worker: { batteryPct, isCharging } }: { worker: WorkerView }) {
  if (batteryPct === null) return null
  const isLow = batteryPct < 25 && isCharging !== true
  const Icon = isCharging === true ? BatteryCharging : isLow ? BatteryLow : BatteryMedium
  return (
    <p className={`flex shrink-0 items-center gap-1 text-sm tabular-nums ${isLow ? 'text-late' : 'text-ink-soft'}`}>
      <Icon aria-hidden className="size-4" />
      <span className="sr-only">{isCharging === true ? 'Charging,' : 'Battery'}</span>
      {Math.round(batteryPct)} %
    </p>
  )
}
