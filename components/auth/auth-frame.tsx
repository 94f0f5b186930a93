import type { ReactNode } from 'react'
import { Logo } from '@/components/shell/logo'

/** One card in the middle: signing in and the first run. */
export function AuthFrame({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-md flex-col justify-center px-4 py-10">
      <div className="mb-6 flex items-center gap-3">
        <Logo className="size-10" />
        <span className="text-xl font-semibold">Muster</span>
      </div>
      <div className="rounded-lg border border-line bg-surface px-6 py-6 shadow-card">
        <h1 className="text-xl">{title}</h1>
        <p className="mt-1 mb-5 text-ink-soft">{lead}</p>
        {children}
      </div>
    </main>
  )
}
