'use client'

import { Film } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { FileDrop } from '@/components/ui/file-drop'

/** Everything a class may have been recorded with. What it really is, is found out by opening it. */
const ACCEPTED = 'video/*,image/*,.mkv,.avi,.mov,.mts,.m2ts,.wmv,.flv,.zip,application/zip'

/** A labelled place for the recording; a drop anywhere on the page arrives here too. */
export function RecordingDrop({ onFiles }: { onFiles: (files: readonly File[]) => void }) {
  const isOver = useDropAnywhere(onFiles)
  return (
    <>
      <FileDrop
        label="Class recording"
        hint="A video of the class, photos, or a ZIP of photos; several are taken in the order given. Drop them anywhere: they are read on this computer."
        icon={<Film />}
        accept={ACCEPTED}
        isMultiple
        onFiles={onFiles}
      />
      {isOver && (
        <div
          aria-hidden
          className="pointer-events-none fixed inset-2 z-50 rounded-lg border-2 border-dashed border-accent bg-accent-soft/60"
        />
      )}
    </>
  )
}

/** Whether files are being dragged over the page. Fields that take a drop themselves keep theirs. */
function useDropAnywhere(onFiles: (files: readonly File[]) => void): boolean {
  const [isOver, setIsOver] = useState(false)
  const take = useRef(onFiles)
  useEffect(() => {
    take.current = onFiles
  }, [onFiles])
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return
      event.preventDefault()
      setIsOver(true)
    }
    const leave = (event: DragEvent) => {
      // Leaving the window, not one of its elements.
      if (event.relatedTarget === null) setIsOver(false)
    }
    const drop = (event: DragEvent) => {
      setIsOver(false)
      if (event.defaultPrevented) return
      event.preventDefault()
      const files = [...(event.dataTransfer?.files ?? [])]
      if (files.length > 0) take.current(files)
    }
    window.addEventListener('dragover', over)
    window.addEventListener('dragleave', leave)
    window.addEventListener('drop', drop)
    return () => {
      window.removeEventListener('dragover', over)
      window.removeEventListener('dragleave', leave)
      window.removeEventListener('drop', drop)
    }
  }, [])
  return isOver
}
