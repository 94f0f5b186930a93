'use client'

import { type ReactNode, useState } from 'react'
import { Button } from './button'
import { Dialog } from './dialog'

interface ConfirmDialogProps {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  title: string
  /** What will be gone, what stays. */
  children: ReactNode
  confirmLabel: string
  /** Resolves to a sentence when it did not work; the dialog then stays open and shows it. */
  onConfirm: () => Promise<string | null>
}

/** Asks before something that cannot be undone. */
export function ConfirmDialog({ isOpen, onOpenChange, title, children, confirmLabel, onConfirm }: ConfirmDialogProps) {
  const [isBusy, setIsBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const confirm = async () => {
    setIsBusy(true)
    const trouble = await onConfirm()
    setIsBusy(false)
    setProblem(trouble)
    if (trouble === null) onOpenChange(false)
  }
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={title}
      width="sm"
      footer={
        <>
          <Button variant="secondary" onClick={() => onOpenChange(false)}>
            Keep
          </Button>
          <Button variant="danger" isBusy={isBusy} onClick={() => void confirm()}>
            {confirmLabel}
          </Button>
        </>
      }
    >
      <div className="text-ink-soft">{children}</div>
      {problem !== null && (
        <p role="alert" className="mt-3 text-sm text-absent">
          {problem}
        </p>
      )}
    </Dialog>
  )
}
