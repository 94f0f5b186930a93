import type { UploadState } from '@/lib/client/feeder/feeder-state'
import { Notice } from '@/components/ui/notice'
import { ProgressBar } from '@/components/ui/progress-bar'
import { timeLeftText } from '@/components/ui/time-text'
import { sizeText } from './chosen-files'

/** Copies of the frames on their way to the coordinator, so that this page may be closed afterwards. */
export function UploadBar({ upload, isDecoded }: { upload: UploadState; isDecoded: boolean }) {
  const { storedBytes, totalBytes, remainingS } = upload
  if (totalBytes === 0) return null
  return (
    <>
      <ProgressBar
        label="Copied to the coordinator"
        value={`${sizeText(storedBytes)} of ${sizeText(totalBytes)}${isDecoded ? '' : ' so far'}`}
        timeLeft={isDecoded ? timeLeftText(remainingS) : null}
        share={storedBytes / totalBytes}
      />
      <Notice>Keep this page open until the recording is read and copied. Devices go on working after that.</Notice>
    </>
  )
}
