'use client'

import { Smartphone } from 'lucide-react'
import { useState } from 'react'
import type { SessionView, WorkerView } from '@/lib/protocol/faculty'
import { Card } from '@/components/ui/card'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { EmptyState } from '@/components/ui/empty-state'
import { useToast } from '@/components/ui/toast'
import { DeviceTile } from './device-tile'
import { devicesJoined } from './join-words'
import { presentWorkers } from './session-facts'
import type { SendCommand, WorkerCommandName } from './use-session-view'

/** The room's devices, those that left at the end. */
export function DeviceGrid({ view, onCommand }: { view: SessionView; onCommand: SendCommand }) {
  const say = useToast()
  const [leaving, setLeaving] = useState<WorkerView | null>(null)
  const present = presentWorkers(view)
  const gone = view.workers.filter(({ status }) => status === 'gone')
  const command = (worker: WorkerView, name: WorkerCommandName) => {
    if (name === 'shutdown') return setLeaving(worker)
    void onCommand(worker.workerId, name).then((problem) => problem !== null && say({ kind: 'failed', text: problem }))
  }
  return (
    <Card title="Devices" description={devicesJoined(present.length)}>
      {view.workers.length === 0 ? (
        <EmptyState icon={<Smartphone />} title="No device is here">
          Show the code on the big screen. Phones and lab computers that open it appear here while they help.
        </EmptyState>
      ) : (
        <ul aria-label="Devices" className="grid gap-3 sm:grid-cols-2">
          {[...present, ...gone].map((worker) => (
            <DeviceTile key={worker.workerId} worker={worker} onCommand={command} />
          ))}
        </ul>
      )}
      <ConfirmDialog
        isOpen={leaving !== null}
        onOpenChange={(isOpen) => {
          if (!isOpen) setLeaving(null)
        }}
        title={`Shut down ${leaving?.name ?? 'this device'}?`}
        confirmLabel="Shut down"
        onConfirm={() => (leaving ? onCommand(leaving.workerId, 'shutdown') : Promise.resolve(null))}
      >
        It stops helping this session; what it holds goes to others. Its owner can join again with the code.
      </ConfirmDialog>
    </Card>
  )
}
