'use client'

import { Copy, Presentation } from 'lucide-react'
import { useState } from 'react'
import type { SessionDetail } from '@/lib/protocol/course-view'
import { Button } from '@/components/ui/button'
import { buttonStyle } from '@/components/ui/button-style'
import { Card } from '@/components/ui/card'
import { LocalTime } from '@/components/shell/local-time'
import { shortUrl, spacedCode } from './join-words'
import { QrCode } from './qr-code'

/** How the room's devices get in: scan, type, or open a link. */
export function JoinPanel({ session }: { session: SessionDetail }) {
  const { joinCode, joinUrl } = session
  return (
    <Card title="Join" description="Scan with any phone, or open the address and type the code.">
      <div className="flex flex-wrap items-center gap-4">
        <QrCode text={joinUrl} label={`QR code of ${joinUrl}`} className="size-36 rounded-md" />
        <dl className="flex min-w-36 flex-1 flex-col gap-2 text-sm">
          <div>
            <dt className="text-ink-faint">Address</dt>
            <dd className="font-medium break-all">{shortUrl(joinUrl)}</dd>
          </div>
          <div>
            <dt className="text-ink-faint">Code</dt>
            <dd data-testid="join-code" className="font-mono text-xl font-semibold tracking-wider">
              {spacedCode(joinCode)}
            </dd>
          </div>
        </dl>
      </div>
      <div className="mt-4 flex flex-wrap gap-2">
        {/* A page of its own: leaving this one would stop the upload. */}
        <a
          href={`/sessions/${session.id}/qr`}
          target="_blank"
          rel="noreferrer"
          className={buttonStyle('secondary', 'sm')}
        >
          <Presentation aria-hidden />
          Show on the big screen
        </a>
        <CopyLink url={joinUrl} />
      </div>
      <p className="mt-3 text-sm text-ink-faint">
        Good until <LocalTime iso={session.joinExpiresAt} />.
      </p>
    </Card>
  )
}

function CopyLink({ url }: { url: string }) {
  const [word, setWord] = useState('Copy link')
  const copy = async () => {
    setWord((await copyText(url)) ? 'Copied' : 'Copy it by hand')
    window.setTimeout(() => setWord('Copy link'), 2500)
  }
  return (
    <>
      <Button variant="secondary" size="sm" onClick={() => void copy()}>
        <Copy aria-hidden />
        {word}
      </Button>
      <span role="status" className="sr-only">
        {word === 'Copied' ? 'The link was copied.' : ''}
      </span>
    </>
  )
}

/** `navigator.clipboard` is missing on plain http; the selection's own copy still works there. */
async function copyText(text: string): Promise<boolean> {
  const clipboard = navigator.clipboard as Clipboard | undefined
  if (clipboard)
    return clipboard.writeText(text).then(
      () => true,
      () => false,
    )
  const field = document.createElement('textarea')
  field.value = text
  document.body.append(field)
  field.select()
  const isCopied = document.execCommand('copy')
  field.remove()
  return isCopied
}
