'use client'

import type { SessionDetail } from '@/lib/protocol/course-view'
import { Logo } from '@/components/shell/logo'
import { devicesJoined, shortUrl, spacedCode } from './join-words'
import { QrCode } from './qr-code'
import { presentWorkers } from './session-facts'
import { useSessionView } from './use-session-view'

/** Readable from the last row: the code fills the height, everything else is sized by the screen. */
export function JoinScreen({ session }: { session: SessionDetail }) {
  const { view } = useSessionView(session.id)
  const count = view ? presentWorkers(view).length : 0
  return (
    <main className="flex min-h-dvh flex-col gap-[3vmin] p-[4vmin]">
      <header className="flex items-center justify-between gap-6 text-[clamp(1rem,2.6vmin,2rem)]">
        <span className="flex items-center gap-[1.5vmin] font-semibold">
          <Logo className="size-[1.6em]" />
          Muster
        </span>
        <span className="truncate text-ink-soft">
          {session.courseName} · {session.title}
        </span>
      </header>
      <div className="flex flex-1 flex-col items-center justify-center gap-[5vmin] landscape:flex-row landscape:gap-[7vmin]">
        <QrCode
          text={session.joinUrl}
          label={`QR code of ${session.joinUrl}`}
          className="w-[min(88vw,60vh)] rounded-[2vmin] landscape:w-[min(46vw,74vh)]"
        />
        <div className="flex max-w-[88vw] flex-col gap-[2.4vmin] landscape:max-w-[40vw]">
          <h1 className="text-[clamp(1.5rem,5.6vmin,5rem)] leading-tight">Lend your device to take the roll</h1>
          <p className="text-[clamp(1rem,3vmin,2.5rem)] leading-snug text-ink-soft">
            Scan the code, or open{' '}
            <strong className="font-semibold break-all text-ink">{shortUrl(session.joinUrl)}</strong> and type
          </p>
          <p
            data-testid="join-code"
            className="font-mono text-[clamp(2.5rem,10vmin,9rem)] leading-none font-semibold tracking-[0.08em] whitespace-nowrap"
          >
            {spacedCode(session.joinCode)}
          </p>
          <p role="status" className="text-[clamp(1rem,3.4vmin,3rem)] font-medium text-accent tabular-nums">
            {devicesJoined(count)}
          </p>
        </div>
      </div>
    </main>
  )
}
