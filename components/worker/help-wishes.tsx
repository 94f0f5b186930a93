'use client'

import { SlidersHorizontal } from 'lucide-react'
import { useId } from 'react'
import type { Wishes } from '@/lib/worker/node/node-state'
import type { DeviceLook } from '@/lib/worker/node/ports'
import { Switch } from '@/components/ui/switch'

/** How hard the device works and when; the owner decides, and it is remembered on the device. */
export function HelpWishes({
  wishes,
  device,
  onWish,
}: {
  wishes: Wishes
  device: DeviceLook
  onWish: (wish: Partial<Wishes>) => void
}) {
  const id = useId()
  const percent = Math.round(wishes.intensity * 100)
  return (
    <details className="rounded-md border border-line px-4 py-1">
      <summary className="flex min-h-10 items-center gap-2 rounded-sm text-sm font-medium">
        <SlidersHorizontal aria-hidden className="size-4 text-ink-soft" />
        How it helps
        <span className="ml-auto font-normal text-ink-faint tabular-nums">{percent} %</span>
      </summary>
      <div className="flex flex-col gap-4 pt-2 pb-3">
        <div>
          <label htmlFor={id} className="flex justify-between font-medium">
            Intensity <span className="tabular-nums">{percent} %</span>
          </label>
          <input
            id={id}
            type="range"
            min={25}
            max={100}
            step={25}
            value={percent}
            aria-valuetext={`${percent} %`}
            onChange={(event) => onWish({ intensity: Number(event.target.value) / 100 })}
            className="mt-2 h-8 w-full accent-accent"
          />
          <p className="text-sm text-ink-soft">
            {percent === 100 ? 'Works all the time while there are pictures.' : 'Rests in between, so it stays cooler.'}
          </p>
        </div>
        <Switch
          label="Only while charging"
          hint={
            device.isCharging === null
              ? 'This browser does not tell whether it charges, so this has no effect here.'
              : 'Waits when the cable is pulled, and goes on with it.'
          }
          isOn={wishes.onlyWhileCharging}
          onChange={(onlyWhileCharging) => onWish({ onlyWhileCharging })}
        />
      </div>
    </details>
  )
}
