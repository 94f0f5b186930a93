'use client'

import clsx from 'clsx'
import { type DragEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'

interface FileDropProps {
  /** Name of the file input: "Class recording". */
  label: string
  /** What may be dropped and what happens then. */
  hint?: ReactNode
  icon?: ReactNode
  accept?: string
  isMultiple?: boolean
  /** Chooses a folder with everything in it. */
  isFolder?: boolean
  disabled?: boolean
  onFiles: (files: readonly File[]) => void
  /** Takes the raw drop instead (folders arrive as entries, not as files). */
  onDropItems?: (items: DataTransferItemList) => void
}

/** A place to drop files on that is also a labelled file input: reachable by keyboard and by tests. */
export function FileDrop(props: FileDropProps) {
  const {
    label,
    hint,
    icon,
    accept,
    isMultiple = false,
    isFolder = false,
    disabled = false,
    onFiles,
    onDropItems,
  } = props
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [isOver, setIsOver] = useState(false)
  const take = (field: HTMLInputElement) => {
    const files = [...(field.files ?? [])]
    // The same file may be chosen again after it was refused.
    field.value = ''
    if (files.length > 0) onFiles(files)
  }
  const takeNow = useRef(take)
  useEffect(() => {
    takeNow.current = take
  })
  // Files that were chosen before the page's script answered.
  useEffect(() => {
    if (input.current) takeNow.current(input.current)
  }, [])
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setIsOver(false)
    if (disabled) return
    if (onDropItems) onDropItems(event.dataTransfer.items)
    else onFiles([...event.dataTransfer.files])
  }
  return (
    <div
      onDragOver={(event) => {
        event.preventDefault()
        if (!disabled) setIsOver(true)
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
      className={clsx(
        'relative flex flex-col items-center gap-1 rounded-lg border-2 border-dashed px-6 py-8 text-center transition-colors duration-150',
        'has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent',
        isOver ? 'border-accent bg-accent-soft' : 'border-line-strong bg-surface',
        disabled ? 'opacity-60' : 'hover:bg-hover',
      )}
    >
      {icon !== undefined && (
        <span aria-hidden className="mb-1 text-accent [&_svg]:size-7">
          {icon}
        </span>
      )}
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      {hint !== undefined && (
        <p id={`${id}-hint`} className="max-w-prose text-sm text-ink-soft">
          {hint}
        </p>
      )}
      {/* Lies over the whole field: a click anywhere opens the chooser, a drop anywhere arrives. */}
      <input
        ref={input}
        id={id}
        type="file"
        {...(accept === undefined ? {} : { accept })}
        multiple={isMultiple || isFolder}
        {...(isFolder ? { webkitdirectory: '' } : {})}
        disabled={disabled}
        {...(hint !== undefined ? { 'aria-describedby': `${id}-hint` } : {})}
        className="absolute inset-0 size-full cursor-pointer opacity-0 disabled:cursor-not-allowed"
        onChange={(event) => take(event.target)}
      />
    </div>
  )
}
