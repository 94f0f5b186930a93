'use client'

import { Film } from 'lucide-react'
import { FileDrop } from '@/components/ui/file-drop'

/** Everything a class may have been recorded with. What it really is, is found out by opening it. */
const ACCEPTED = 'video/*,image/*,.mkv,.avi,.mov,.zip,application/zip'

export function RecordingDrop({ onFiles }: { onFiles: (files: readonly File[]) => void }) {
  return (
    <FileDrop
      label="Class recording"
      hint="A video of the class, photos, or a ZIP of photos; several are taken in the order given. They are read on this computer."
      icon={<Film />}
      accept={ACCEPTED}
      isMultiple
      onFiles={onFiles}
    />
  )
}
