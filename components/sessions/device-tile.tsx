'use client'

import { BatteryLow, BatteryMedium, Pause, Play, Power } from 'lucide-react'
import { assertNever } from '@/lib/core/assert-never'
import type { WorkerView } from '@/lib/protocol/faculty'
import { IconButton } from '@/components/ui/button'
import type { WorkerCommandName } from './use-session-view'
import { backendWords, transportWords } from './work-words'

interface DeviceTileProps {
  worker: WorkerView
  onCommand: (worker: WorkerView, command: WorkerCommandName) => void
}

/** One device of the room. The bar at its top breathes while it works and shows how busy it is. */
export function DeviceTile({ worker, onCommand }: DeviceTileProps) {
  const isPaused = worker.status === 'paused'
  const isGone = worker.status === 'gone'
  return (
    <li
      aria-label={worker.name}
      className={`flex flex-col overflow-hidden rounded-md border border-line bg-surface ${isGone ? 'opacity-70' : ''}`}
    >
      <div aria-hidden className="h-1 bg-sunken">
        <div
          className={`h-full transition-[width] duration-250 ease-out ${worker.status === 'working' ? 'animate-breathe bg-accent' : 'bg-line-strong'}`}
          style={{ width: `${Math.round(worker.load * 100)}%` }}
        />
      </div>
      <div className="flex flex-1 flex-col gap-2 p-3">
        <div className="flex items-start justify-between gap-2">
          <div className="min-w-0">
            <p className="truncate font-medium">{worker.name}</p>
            <p className="text-sm text-ink-soft">{statusWords(worker)}</p>
          </div>
          {!isGone && (
            <div className="-mt-1 -mr-1 flex shrink-0">
              <IconButton
                label={isPaused ? `Resume ${worker.name}` : `Pause ${worker.name}`}
                onClick={() => onCommand(worker, isPaused ? 'resume' : 'pause')}
              >
                {isPaused ? <Play aria-hidden /> : <Pause aria-hidden />}
              </IconButton>
              <IconButton label={`Shut down ${worker.name}`} onClick={() => onCommand(worker, 'shutdown')}>
                <Power aria-hidden />
              </IconButton>
            </div>
          )}
        </div>
        <dl className="mt-auto grid grid-cols-3 gap-x-3 gap-y-1 text-sm tabular-nums">
          <Fact name="Engine">{backendWords[worker.backend]}</Fact>
          <Fact name="Frames by">{transportWords[worker.transport]}</Fact>
          <Fact name="Speed">
            {worker.medianUnitMs === null ? '–' : `${(worker.medianUnitMs / 1000).toFixed(1)} s/unit`}
          </Fact>
          <Fact name="Done">{worker.unitsDone === 1 ? '1 unit' : `${worker.unitsDone} units`}</Fact>
          <Fact name="Holds">{worker.holds}</Fact>
          <Fact name="Battery">
            {worker.batteryPct === null ? (
              '–'
            ) : (
              <span className="inline-flex items-center gap-1">
                {worker.batteryPct < 25 ? (
                  <BatteryLow aria-hidden className="size-4 text-late" />
                ) : (
                  <BatteryMedium aria-hidden className="size-4" />
                )}
                {Math.round(worker.batteryPct)} %
              </span>
            )}
          </Fact>
        </dl>
      </div>
    </li>
  )
}

function statusWords({ status, isVisible, failures }: WorkerView): string {
  const failed = failures === 0 ? '' : failures === 1 ? ', 1 failure' : `, ${failures} failures`
  switch (status) {
    case 'idle':
      return `Waiting for work${failed}`
    case 'working':
      return `${isVisible ? 'Working' : 'Working in the background'}${failed}`
    case 'paused':
      return isVisible ? `Paused${failed}` : `Page in the background${failed}`
    case 'standing-by':
      return 'Stands by'
    case 'resting':
      return `Resting after failures${failed}`
    case 'gone':
      return `Gone${failed}`
    default:
      return assertNever(status)
  }
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-ink-faint">{name}</dt>
      <dd className="truncate">{children}</dd>
    </div>
  )
}
