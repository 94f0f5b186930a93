import type { ReactNode } from 'react'
import { Logo } from '@/components/shell/logo'

/** One hand, one thumb: the page's words in the middle, its buttons at the bottom, always in sight. */
export function WorkerFrame({
  code,
  children,
  actions,
  ...data
}: {
  code?: string
  children: ReactNode
  actions?: ReactNode
  'data-phase'?: string
  'data-transport'?: string
}) {
  return (
    <main {...data} className="flex min-h-dvh flex-col sm:justify-center sm:p-6">
      <div className="flex w-full flex-1 flex-col sm:mx-auto sm:max-h-[52rem] sm:max-w-md sm:rounded-lg sm:border sm:border-line sm:bg-surface sm:shadow-card">
        <header className="flex items-center justify-between gap-4 px-5 py-4">
          <span className="flex items-center gap-2 font-semibold">
            <Logo className="size-6" /> Muster
          </span>
          {code !== undefined && (
            <span className="text-sm text-ink-faint">
              Code <span className="font-mono tracking-wider text-ink-soft">{code}</span>
            </span>
          )}
        </header>
        <div className="flex flex-1 flex-col justify-center gap-6 px-5 py-4">{children}</div>
        {actions !== undefined && (
          <div className="sticky bottom-0 flex gap-3 border-t border-line bg-canvas px-5 pt-3 pb-[max(1rem,env(safe-area-inset-bottom))] *:flex-1 sm:rounded-b-lg sm:bg-surface">
            {actions}
          </div>
        )}
      </div>
    </main>
  )
}
