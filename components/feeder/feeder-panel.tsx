'use client'

import { Camera, Play, Square } from 'lucide-react'
import { useState, useSyncExternalStore } from 'react'
import { openCamera } from '@/lib/client/feeder/camera-source'
import type { Feeder } from '@/lib/client/feeder/create-feeder'
import { fileKey } from '@/lib/client/feeder/feed-inputs'
import { sentenceOf } from '@/lib/client/feeder/file-problem'
import type { JobPhase, SessionView } from '@/lib/protocol/faculty'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { ErrorState } from '@/components/ui/error-state'
import { Notice } from '@/components/ui/notice'
import { ChosenFiles } from './chosen-files'
import { defaultFeedOptions, FeedOptions, sampleFpsOf } from './feed-options'
import { FileCard } from './file-card'
import { phaseSentence } from './phase-sentence'
import { RecordingDrop } from './recording-drop'
import { UploadBar } from './upload-bar'
import { WaitingJob } from './waiting-job'

const isOpenPhase = (phase: JobPhase | undefined) => phase === 'feeding' || phase === 'working' || phase === 'merging'

/** Everything was offered, but the page with the rest of the frames went away before it sent them. */
const isStuck = (job: NonNullable<SessionView['job']>): boolean =>
  job.phase === 'working' && !job.hasFeeder && job.units.leased === 0 && job.units.stored < job.units.total

/** From choosing a recording to its last frame handed over: what this page does while it holds the frames. */
export function FeederPanel({ feeder, job }: { feeder: Feeder; job: SessionView['job'] }) {
  const state = useSyncExternalStore(feeder.subscribe, feeder.getState, feeder.getState)
  const [files, setFiles] = useState<readonly File[]>([])
  const [options, setOptions] = useState(defaultFeedOptions)
  const [cameraProblem, setCameraProblem] = useState<string | null>(null)
  const [isConfirming, setIsConfirming] = useState(false)
  const isBusy = state.phase.type === 'feeding' || state.phase.type === 'uploading'
  const isWaitingForFiles = !isBusy && job !== null && (job.phase === 'feeding' || isStuck(job))
  const isElsewhere = isWaitingForFiles && job.hasFeeder
  const canChoose = !isBusy && !isElsewhere && (!isOpenPhase(job?.phase) || isWaitingForFiles)
  const sampleFps = sampleFpsOf(options)

  const start = (camera?: MediaStream) => {
    if (typeof sampleFps === 'string') return
    setFiles([])
    void feeder.start({
      files,
      mode: options.mode,
      operation: options.operation,
      sampleFps,
      ...(camera ? { camera } : {}),
    })
  }
  const startCamera = async () => {
    const opened = await openCamera()
    setCameraProblem(opened.ok ? null : sentenceOf(opened.problem))
    if (opened.ok) start(opened.value)
  }
  return (
    <div className="flex flex-col gap-4">
      <p role="status" className="sr-only">
        {phaseSentence(state.phase)}
      </p>
      {isElsewhere && <Notice>The recording is being read in another window. Keep that one open.</Notice>}
      {isWaitingForFiles && !isElsewhere && (
        <WaitingJob job={job} onFinish={() => void feeder.finishWithout(job.jobId)} />
      )}
      {state.phase.type === 'failed' && (
        <ErrorState title={state.phase.sentence}>Nothing was lost: choose another file and start again.</ErrorState>
      )}
      {state.phase.type === 'cancelled' && <Notice>The job was cancelled.</Notice>}
      {cameraProblem !== null && canChoose && <ErrorState title={cameraProblem} />}
      {canChoose && (
        <>
          <RecordingDrop onFiles={(chosen) => setFiles((before) => withoutRepeats(before, chosen))} />
          <ChosenFiles files={files} onRemove={(gone) => setFiles(files.filter((file) => file !== gone))} />
          <div className="flex flex-wrap items-end gap-4">
            <FeedOptions value={options} onChange={setOptions} />
            <Button size="lg" disabled={files.length === 0 || typeof sampleFps === 'string'} onClick={() => start()}>
              <Play aria-hidden />
              Start
            </Button>
            <Button size="lg" variant="secondary" onClick={() => void startCamera()}>
              <Camera aria-hidden />
              Use the camera
            </Button>
          </div>
        </>
      )}
      {state.files.map((file) => (
        <FileCard key={file.key} file={file} onFinish={feeder.finishCamera} />
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
          await feeder.cancel(job?.jobId ?? null)
          setIsConfirming(false)
          return null
        }}
      >
        Reading stops and the devices stop working on it. What was recognised until now is not kept in the register.
      </ConfirmDialog>
    </div>
  )
}

/** A file that is chosen again is not taken twice; of one choice each is a file of its own, whatever its folder hides. */
function withoutRepeats(before: readonly File[], chosen: readonly File[]): File[] {
  const known = new Set(before.map(fileKey))
  return [...before, ...chosen.filter((file) => !known.has(fileKey(file)))]
}
