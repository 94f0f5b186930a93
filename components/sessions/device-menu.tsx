'use client'

import { Armchair, Power, Shield, ShieldOff, Timer } from 'lucide-react'
import type { WorkerCommandName, WorkerView } from '@/lib/protocol/faculty'
import { MenuItem, MenuLine } from '@/components/ui/menu'

/** What faculty can do with a device besides pausing it. */
export function DeviceMenu({
  worker,
  onCommand,
}: {
  worker: WorkerView
  onCommand: (command: WorkerCommandName) => void
}) {
  return (
    <>
      {worker.restsUntil === null && (
        <MenuItem
          icon={<Timer aria-hidden />}
          label="Rest for five minutes"
          hint="Cools down, then goes on by itself."
          onSelect={() => onCommand('rest')}
        />
      )}
      {!worker.pausedBy.includes('stand-by') && (
        <MenuItem
          icon={<Armchair aria-hidden />}
          label="Stand by"
          hint="Works only while nobody else can."
          onSelect={() => onCommand('stand-by')}
        />
      )}
      {!worker.isLocal &&
        (worker.isTrusted ? (
          <MenuItem icon={<ShieldOff aria-hidden />} label="Trust no longer" onSelect={() => onCommand('distrust')} />
        ) : (
          <MenuItem
            icon={<Shield aria-hidden />}
            label="Trust this device"
            hint="For your own and lab computers: its word settles disputes."
            onSelect={() => onCommand('trust')}
          />
        ))}
      <MenuLine />
      <MenuItem icon={<Power aria-hidden />} label="Remove" tone="danger" onSelect={() => onCommand('shutdown')} />
    </>
  )
}
