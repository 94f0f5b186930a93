'use client'

import { Smartphone } from 'lucide-react'
import { useState } from 'react'
import type { SessionView, WorkerCommandName, WorkerView } from '@/lib/protocol/faculty'
import { Card } from '@/components/ui/card'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { EmptyState } from '@/components/ui/empty-state'
import { useToast } from '@/components/ui/toast'
import { DeviceTile } from './device-tile'
import { devicesJoined } from './join-words'
import { presentWorkers } from './session-facts'
import type { SendCommand } from './use-session-view'

/** What takes a command back, where something does. */
const UNDO: Partial<
  Record<WorkerCommandName, { readonly with: WorkerCommandName; readonly said: (name: string) => string }>
> = {
  rest: { with: 'resume', said: (name) => `${name} rests for five minutes.` },
  'stand-by': { with: 'resume', said: (name) => `${name} works only while nobody else can.` },
  trust: { with: 'distrust', said: (name) => `${name} is trusted from now on, in later sessions too.` },
  distrust: { with: 'trust', said: (name) => `${name} is a volunteer like the others again.` },
}

/** The room's devices, those that left at the end. */
export function DeviceGrid({ view, onCommand }: { view: SessionView; onCommand: SendCommand }) {
  const say = useToast()
  const [leaving, setLeaving] = useState<WorkerView | null>(null)
  const present = presentWorkers(view)
  const gone = view.workers.filter(({ status }) => status === 'gone')
  const command = async (
    { workerId, name }: Pick<WorkerView, 'workerId' | 'name'>,
    what: WorkerCommandName,
    isUndo = false,
  ) => {
    const problem = await onCommand(workerId, what)
    if (problem !== null) return say({ kind: 'failed', text: problem })
    const undo = UNDO[what]
    if (!undo || isUndo) return
    const takeBack = () => void command({ workerId, name }, undo.with, true)
    say({ text: undo.said(name), action: { label: 'Undo', onPress: takeBack } })
  }
  return (
    <Card title="Devices" description={devicesJoined(present.length)}>
      {view.workers.length === 0 ? (
        <EmptyState icon={<Smartphone />} title="No device is here">
          Show the code on the big screen. Phones and lab computers that open it appear here while they help.
        </EmptyState>
      ) : (
        <ul aria-label="Devices" className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,15.5rem),1fr))] gap-3">
          {[...present, ...gone].map((worker) => (
            <DeviceTile
              key={worker.workerId}
              worker={worker}
              onCommand={(_, what) => (what === 'shutdown' ? setLeaving(worker) : void command(worker, what))}
            />
          ))}
        </ul>
      )}
      <ConfirmDialog
        isOpen={leaving !== null}
        onOpenChange={(isOpen) => {
          if (!isOpen) setLeaving(null)
        }}
        title={`Remove ${leaving?.name ?? 'this device'}?`}
        confirmLabel="Remove"
        onConfirm={() => (leaving ? onCommand(leaving.workerId, 'shutdown') : Promise.resolve(null))}
      >
        It stops helping this session; what it holds goes to others. Its owner can join again with the code.
      </ConfirmDialog>
    </Card>
  )
}
