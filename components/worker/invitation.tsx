'use client'

import { Download, Hand } from 'lucide-react'
import { useEffect, useState } from 'react'
import { MAX_NAME_LENGTH, readRemembered, remember, tidyName } from '@/lib/worker/wishes-memory'
import { TextField } from '@/components/ui/field'
import { Button } from '@/components/ui/button'
import { WorkerFrame } from './worker-frame'

/** Before anything starts: what the device will do, what leaves it, and how to stop. Nothing of the models is loaded yet. */
export function Invitation({
  code,
  isLoading,
  problem,
  onAgree,
}: {
  code: string
  isLoading: boolean
  problem: string | null
  onAgree: () => void
}) {
  return (
    <WorkerFrame
      code={code}
      data-phase="idle"
      actions={
        <Button size="lg" isBusy={isLoading} onClick={onAgree}>
          Help with this device
        </Button>
      }
    >
      <h1 className="text-2xl">Lend this device to your class</h1>
      <p className="text-lg text-ink-soft">
        It will look for faces in pictures of the class recording and send back where they are and what they measure, as
        numbers: never names, nothing of yours, and the pictures are not kept.
      </p>
      <ul className="flex flex-col gap-3 text-ink-soft [&_svg]:mt-1 [&_svg]:size-4 [&_svg]:shrink-0 [&>li]:flex [&>li]:gap-3">
        <li>
          <Download aria-hidden /> It downloads about 15 MB, once, and uses some battery.
        </li>
        <li>
          <Hand aria-hidden /> You can pause or stop at any time. Closing this page stops it too.
        </li>
      </ul>
      <DeviceName />
      {problem !== null && (
        <p role="alert" className="rounded-md bg-absent-soft px-4 py-3 text-absent">
          {problem}
        </p>
      )}
    </WorkerFrame>
  )
}

/** Asked for here and nowhere else: the teacher's screen shows it on the tile, and no one has to give one. */
function DeviceName() {
  const [name, setName] = useState('')
  useEffect(() => {
    // Not known while the page is drawn at the server.
    const timer = setTimeout(() => setName(readRemembered().name))
    return () => clearTimeout(timer)
  }, [])
  return (
    <TextField
      label="Name on the teacher’s screen"
      hint="Optional. Without one it shows your browser, such as “Chrome on Android”."
      value={name}
      maxLength={MAX_NAME_LENGTH}
      autoComplete="off"
      onChange={(event) => setName(event.target.value)}
      onBlur={() => remember({ name: tidyName(name) })}
    />
  )
}
