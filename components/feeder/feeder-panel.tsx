'use client'

import { Play, Square } from 'lucide-react'
import { useState, useSyncExternalStore } from 'react'
import type { Feeder } from '@/lib/client/feeder/create-feeder'
import type { FeederPhase } from '@/lib/client/feeder/feeder-state'
import { assertNever } from '@/lib/core/assert-never'
import type { JobPhase, SessionView } from '@/lib/protocol/faculty'
import type { Mode } from '@/lib/protocol/unit'
import { Button } from '@/components/ui/button'
import { Choice } from '@/components/ui/choice'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { ErrorState } from '@/components/ui/error-state'
import { SelectField } from '@/components/ui/field'
import { Notice } from '@/components/ui/notice'
import { ChosenFiles } from './chosen-files'
import { FileCard } from './file-card'
import { RecordingDrop } from './recording-drop'
import { UploadBar } from './upload-bar'

const RATES = [
  { value: 'auto', label: 'Chosen from the length' },
  { value: '0.5', label: 'One frame in 2 s' },
  { value: '1', label: '1 frame a second' },
  { value: '2', label: '2 frames a second' },
  { value: '4', label: '4 frames a second' },
] as const

const MODES: readonly { value: Mode; label: string }[] = [
  { value: 'dynamic', label: 'Dynamic' },
  { value: 'weighted', label: 'Weighted' },
  { value: 'static', label: 'Static' },
]

const isOpenPhase = (phase: JobPhase | undefined) => phase === 'feeding' || phase === 'working' || phase === 'merging'

/** From choosing a recording to its last frame handed over: what this page does while it holds the frames. */
export function FeederPanel({ feeder, job }: { feeder: Feeder; job: SessionView['job'] }) {
  const state = useSyncExternalStore(feeder.subscribe, feeder.getState, feeder.getState)
  const [files, setFiles] = useState<readonly File[]>([])
  const [mode, setMode] = useState<Mode>('dynamic')
  const [rate, setRate] = useState<string>('auto')
  const [isConfirming, setIsConfirming] = useState(false)
  const isBusy = state.phase.type === 'feeding' || state.phase.type === 'uploading'
  const isWaitingForFiles = !isBusy && job?.phase === 'feeding'
  const isElsewhere = isWaitingForFiles && job.hasFeeder
  const canChoose = !isBusy && !isElsewhere && (!isOpenPhase(job?.phase) || isWaitingForFiles)

  const start = () => {
    setFiles([])
    void feeder.start({ files, mode, sampleFps: rate === 'auto' ? null : Number(rate) })
  }
  return (
    <div className="flex flex-col gap-4">
      <p role="status" className="sr-only">
        {phaseSentence(state.phase)}
      </p>
      {isElsewhere && <Notice>The recording is being read in another window. Keep that one open.</Notice>}
      {isWaitingForFiles && !isElsewhere && (
        <Notice kind="warning">
          This job waits for its recording
          {job.media.length > 0 ? ` (${job.media.map(({ name }) => name).join(', ')})` : ''}. Choose the same file again
          and press Start: it goes on where it was.
        </Notice>
      )}
      {state.phase.type === 'failed' && (
        <ErrorState title={state.phase.sentence}>Nothing was lost: choose another file and start again.</ErrorState>
      )}
      {state.phase.type === 'cancelled' && <Notice>The job was cancelled.</Notice>}
      {canChoose && (
        <>
          <RecordingDrop onFiles={(chosen) => setFiles((before) => withoutRepeats([...before, ...chosen]))} />
          <ChosenFiles files={files} onRemove={(gone) => setFiles(files.filter((file) => file !== gone))} />
          <div className="flex flex-wrap items-end gap-4">
            <Choice label="Balancing" value={mode} onChange={setMode} options={MODES} />
            <SelectField label="Frames looked at" value={rate} onChange={(event) => setRate(event.target.value)}>
              {RATES.map(({ value, label }) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </SelectField>
            <Button size="lg" disabled={files.length === 0} onClick={start}>
              <Play aria-hidden />
              Start
            </Button>
          </div>
        </>
      )}
      {state.files.map((file) => (
        <FileCard key={file.key} file={file} />
      ))}
      {isBusy && <UploadBar upload={state.upload} isDecoded={state.phase.type === 'uploading'} />}
      {(isBusy || isOpenPhase(job?.phase)) && (
        <div>
          <Button variant="secondary" onClick={() => setIsConfirming(true)}>
            <Square aria-hidden />
            Cancel the job
          </Button>
        </div>
      )}
      <ConfirmDialog
        isOpen={isConfirming}
        onOpenChange={setIsConfirming}
        title="Cancel this job?"
        confirmLabel="Cancel the job"
        onConfirm={async () => {
          await feeder.cancel()
          setIsConfirming(false)
          return null
        }}
      >
        Reading stops and the devices stop working on it. What was recognised until now is not kept in the register.
      </ConfirmDialog>
    </div>
  )
}

function withoutRepeats(files: readonly File[]): File[] {
  const seen = new Map(files.map((file) => [`${file.name}|${file.size}|${file.lastModified}`, file]))
  return [...seen.values()]
}

function phaseSentence(phase: FeederPhase): string {
  switch (phase.type) {
    case 'idle':
      return ''
    case 'interrupted':
      return 'The job waits for its recording.'
    case 'feeding':
      return 'Reading the recording.'
    case 'uploading':
      return 'The recording is read; the last frames are on their way to the coordinator.'
    case 'fed':
      return 'Every frame is at the coordinator. This page may be closed.'
    case 'cancelled':
      return 'The job was cancelled.'
    case 'failed':
      return phase.sentence
    default:
      return assertNever(phase)
  }
}
