'use client'

import { X } from 'lucide-react'
import * as Primitive from 'radix-ui/toast'
import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from 'react'
import { Button, IconButton } from './button'

export interface ToastMessage {
  readonly text: string
  /** A way back: "Undo". */
  readonly action?: { readonly label: string; readonly onPress: () => void }
  readonly kind?: 'done' | 'failed'
}

type Say = (message: ToastMessage) => void
const ToastContext = createContext<Say | null>(null)

/** Says that something happened, in passing. What must not be missed belongs on the page. */
export function useToast(): Say {
  const say = useContext(ToastContext)
  if (!say) throw new Error('useToast needs a ToastProvider above it')
  return say
}

export function ToastProvider({ children }: { children: ReactNode }) {
  const [messages, setMessages] = useState<readonly (ToastMessage & { id: number })[]>([])
  const nextId = useRef(1)
  const say = useCallback<Say>((message) => {
    const id = nextId.current++
    // Three at most: older ones have been read or never will be.
    setMessages((current) => [...current.slice(-2), { ...message, id }])
  }, [])
  const dismiss = (id: number) => setMessages((current) => current.filter((message) => message.id !== id))
  return (
    <ToastContext value={say}>
      <Primitive.Provider label="Notification" duration={8000}>
        {children}
        {messages.map((message) => (
          <Primitive.Root
            key={message.id}
            type={message.kind === 'failed' ? 'foreground' : 'background'}
            onOpenChange={(isOpen) => {
              if (!isOpen) dismiss(message.id)
            }}
            className="flex items-center gap-3 rounded-md border border-line bg-surface py-2 pr-2 pl-4 text-sm shadow-float enter-rise"
          >
            <Primitive.Description className={`flex-1 ${message.kind === 'failed' ? 'text-absent' : ''}`}>
              {message.text}
            </Primitive.Description>
            {message.action && (
              <Primitive.Action asChild altText={message.action.label}>
                <Button variant="secondary" size="sm" onClick={message.action.onPress}>
                  {message.action.label}
                </Button>
              </Primitive.Action>
            )}
            <Primitive.Close asChild>
              <IconButton label="Dismiss">
                <X aria-hidden />
              </IconButton>
            </Primitive.Close>
          </Primitive.Root>
        ))}
        {/* Open dialogs hide and deafen all else on the page, except what is live; an Undo must stay in reach. */}
        <Primitive.Viewport
          aria-live="off"
          className="pointer-events-auto fixed inset-x-4 bottom-4 z-50 flex flex-col gap-2 sm:left-auto sm:w-96"
        />
      </Primitive.Provider>
    </ToastContext>
  )
}
