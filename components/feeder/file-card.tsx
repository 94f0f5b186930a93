import type { FileState } from '@/lib/client/feeder/feeder-state'
import { assertNever } from '@/lib/core/assert-never'
import { Button } from '@/components/ui/button'
import { ErrorState } from '@/components/ui/error-state'
import { ProgressBar } from '@/components/ui/progress-bar'
import { clockText, timeLeftText } from '@/components/ui/time-text'

/** One recording on its way: its first frame, how far it is read, by which decoder, and what became of its frames. */
export function FileCard({ file, onFinish }: { file: FileState; onFinish: () => void }) {
  return (
    <section aria-label={file.name} className="flex gap-4 rounded-lg border border-line bg-surface p-3 shadow-card">
      <div className="flex h-20 w-32 shrink-0 items-center justify-center overflow-hidden rounded-md bg-sunken">
        {file.previewUrl && <img src={file.previewUrl} alt="" className="size-full object-cover" />}
      </div>
      <div className="flex min-w-0 flex-1 flex-col gap-2">
        <p className="truncate font-medium">{file.name}</p>
        <Stage file={file} onFinish={onFinish} />
      </div>
    </section>
  )
}

function Stage({ file, onFinish }: { file: FileState; onFinish: () => void }) {
  const { stage } = file
  switch (stage.type) {
    case 'waiting':
      return <p className="text-sm text-ink-faint">Waits for its turn.</p>
    case 'opening':
      return <ProgressBar label="Opening" value="looking for a decoder" share={null} />
    case 'refused':
      return <ErrorState title={stage.sentence} />
    case 'decoding':
    case 'done':
      return (
        <>
          <ProgressBar
            label={stage.type === 'done' ? 'Read' : 'Reading'}
            value={
              file.durationS === null
                ? clockText(file.decodedToS)
                : `${clockText(file.decodedToS)} of ${clockText(file.durationS)}`
            }
            timeLeft={stage.type === 'done' ? null : timeLeftText(file.remainingS)}
            share={stage.type === 'done' ? 1 : file.durationS ? file.decodedToS / file.durationS : null}
          />
          <p className="text-sm text-ink-soft tabular-nums">
            {file.offered} frames looked at: {file.kept} kept, {file.skipped} nothing new
            {file.undecodable > 0 && `, ${file.undecodable} unreadable`}
          </p>
          {file.decoderWhy && <p className="text-sm text-ink-faint">{file.decoderWhy}</p>}
          {file.trouble && (
            <ErrorState title={file.trouble}>What was read before that is used for the register.</ErrorState>
          )}
          {file.isLive && stage.type === 'decoding' && (
            <div>
              <Button size="sm" onClick={onFinish}>
                End the camera
              </Button>
            </div>
          )}
        </>
      )
    default:
      return assertNever(stage)
  }
}
