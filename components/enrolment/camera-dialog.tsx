'use client'

import { Camera } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { ErrorState } from '@/components/ui/error-state'

interface CameraDialogProps {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  onPhoto: (photo: File) => void
}

/** Takes photos with this computer's camera. The picture goes the same way as one from a file. */
export function CameraDialog({ isOpen, onOpenChange, onPhoto }: CameraDialogProps) {
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Take photos"
      description="Look at the camera. Three photos with the head turned a little are better than one."
    >
      {isOpen && <CameraView onPhoto={onPhoto} />}
    </Dialog>
  )
}

type CameraState =
  { readonly phase: 'opening' } | { readonly phase: 'live' } | { readonly phase: 'refused'; readonly reason: string }

function CameraView({ onPhoto }: { onPhoto: (photo: File) => void }) {
  const video = useRef<HTMLVideoElement>(null)
  const [state, setState] = useState<CameraState>({ phase: 'opening' })
  const [takenCount, setTakenCount] = useState(0)

  useEffect(() => {
    let stream: MediaStream | null = null
    let isGone = false
    void openCamera().then((opened) => {
      if (!opened.ok) return setState({ phase: 'refused', reason: opened.reason })
      stream = opened.stream
      if (isGone || !video.current) return stop(stream)
      video.current.srcObject = stream
      setState({ phase: 'live' })
    })
    return () => {
      isGone = true
      if (stream) stop(stream)
    }
  }, [])

  const take = async () => {
    const source = video.current
    if (!source) return
    const canvas = document.createElement('canvas')
    canvas.width = source.videoWidth
    canvas.height = source.videoHeight
    canvas.getContext('2d')?.drawImage(source, 0, 0)
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.92))
    if (!blob) return
    onPhoto(new File([blob], `camera-${takenCount + 1}.jpg`, { type: 'image/jpeg' }))
    setTakenCount(takenCount + 1)
  }
  if (state.phase === 'refused')
    return <ErrorState title={state.reason}>Photos from files work all the same.</ErrorState>
  return (
    <div className="flex flex-col gap-3">
      {/* Mirrored, as people know themselves; the photo itself is not. */}
      <video
        ref={video}
        autoPlay
        playsInline
        muted
        className="aspect-4/3 w-full -scale-x-100 rounded-md bg-sunken object-cover"
      />
      <div className="flex items-center justify-between gap-4">
        <p role="status" className="text-sm text-ink-soft">
          {state.phase === 'opening' ? 'Opening the camera…' : takenCount > 0 ? `${takenCount} taken` : 'Ready'}
        </p>
        <Button disabled={state.phase !== 'live'} onClick={() => void take()}>
          <Camera aria-hidden />
          Take photo
        </Button>
      </div>
    </div>
  )
}

async function openCamera(): Promise<{ ok: true; stream: MediaStream } | { ok: false; reason: string }> {
  // Missing outside secure contexts, whatever the types say.
  const devices = navigator.mediaDevices as MediaDevices | undefined
  if (!devices) return { ok: false, reason: 'The browser gives the camera only to https:// or localhost pages.' }
  try {
    return { ok: true, stream: await devices.getUserMedia({ video: { width: 1280, height: 960, facingMode: 'user' } }) }
  } catch (error) {
    const isRefused = error instanceof DOMException && error.name === 'NotAllowedError'
    return {
      ok: false,
      reason: isRefused ? 'The camera was not allowed for this page.' : 'No camera could be opened on this computer.',
    }
  }
}

const stop = (stream: MediaStream) => stream.getTracks().forEach((track) => track.stop())
