'use client'

import clsx from 'clsx'
import { X } from 'lucide-react'
import * as Primitive from 'radix-ui/dialog'
import { type ReactNode, useRef } from 'react'
import { IconButton } from './button'

interface DialogProps {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  title: string
  description?: ReactNode | undefined
  children: ReactNode
  /** Buttons at the foot. */
  footer?: ReactNode
}

const scrim = 'fixed inset-0 z-40 bg-scrim enter-fade'

/** A question or a short form in the middle of the page. Focus goes in, and back to where it came from. */
export function Dialog(props: DialogProps & { width?: 'sm' | 'md' | 'lg' }) {
  const width = { sm: 'max-w-sm', md: 'max-w-lg', lg: 'max-w-3xl' }[props.width ?? 'md']
  return (
    <Panel
      {...props}
      className={clsx(
        'inset-x-0 bottom-0 mx-auto max-h-[92dvh] w-full rounded-t-lg enter-rise',
        'sm:top-1/2 sm:bottom-auto sm:w-[calc(100%-2rem)] sm:-translate-y-1/2 sm:rounded-lg',
        width,
      )}
    />
  )
}

/** Evidence beside the page: slides in from the side and leaves the place where one was reading alone. */
export function Sheet(props: DialogProps) {
  return (
    <Panel
      {...props}
      className="inset-x-0 bottom-0 max-h-[90dvh] w-full rounded-t-lg enter-slide sm:inset-y-0 sm:right-0 sm:left-auto sm:max-h-none sm:max-w-md sm:rounded-none sm:border-l"
    />
  )
}

function Panel({
  isOpen,
  onOpenChange,
  title,
  description,
  children,
  footer,
  className,
}: DialogProps & { className: string }) {
  const opener = useRef<HTMLElement | null>(null)
  return (
    <Primitive.Root open={isOpen} onOpenChange={onOpenChange}>
      <Primitive.Portal>
        <Primitive.Overlay className={scrim} />
        <Primitive.Content
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
          onOpenAutoFocus={(event) => {
            const active = document.activeElement
            const isInside = event.currentTarget instanceof Node && event.currentTarget.contains(active)
            if (active instanceof HTMLElement && !isInside) opener.current = active
          }}
          onCloseAutoFocus={(event) => {
            // Radix knows only its own triggers; ours are rows, buttons and keys elsewhere on the page.
            event.preventDefault()
            opener.current?.focus()
          }}
          onKeyDown={(event) => {
            // Radix gives Escape to whatever opened last, which may be a notification; here it always means this panel.
            if (event.key !== 'Escape') return
            event.stopPropagation()
            onOpenChange(false)
          }}
          className={clsx('fixed z-50 flex flex-col border-line bg-surface shadow-float', className)}
        >
          <header className="flex items-start justify-between gap-4 px-5 pt-4 pb-3">
            <div className="min-w-0">
              <Primitive.Title className="text-lg">{title}</Primitive.Title>
              {description !== undefined && (
                <Primitive.Description className="text-sm text-ink-soft">{description}</Primitive.Description>
              )}
            </div>
            <Primitive.Close asChild>
              <IconButton label="Close">
                <X aria-hidden />
              </IconButton>
            </Primitive.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-5">{children}</div>
          {footer !== undefined && (
            <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">{footer}</footer>
          )}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  )
}
