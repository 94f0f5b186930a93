import type { ReactNode } from 'react'

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
    <main {...data} className="mx-auto flex min-h-dvh w-full max-w-md flex-col px-5">
      <header className="flex items-baseline justify-between gap-4 py-4">
        <span className="font-semibold">Muster</span>
        {code !== undefined && (
          <span className="text-sm text-ink-faint">
            Code <span className="font-mono tracking-wider text-ink-soft">{code}</span>
          </span>
        )}
      </header>
      <div className="flex flex-1 flex-col justify-center gap-6 py-4">{children}</div>
      {actions !== undefined && (
        <div className="sticky bottom-0 -mx-5 flex gap-3 border-t border-line bg-canvas px-5 pt-3 pb-[max(1rem,env(safe-area-inset-bottom))] *:flex-1">
          {actions}
        </div>
      )}
    </main>
  )
}
