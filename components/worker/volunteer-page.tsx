'use client'

import { useCallback, useEffect, useRef, useState } from 'react'
import { forgetAgreed, hasAgreed, rememberAgreed } from '@/lib/worker/page-memory'
import type { WorkerNode } from '@/lib/worker/node/worker-node'
import { remember, tidyName } from '@/lib/worker/wishes-memory'
import { Invitation } from './invitation'
import type { WorkerView } from './worker-view'

/**
 * The page behind a join code. Engine, socket and peer links are loaded when the volunteer agrees and not before; a
 * reload goes on by itself, because the agreement is remembered as long as the tab lives.
 */
export function VolunteerPage({
  code,
  hasAgreed: hasJustAgreed,
  givenName,
  httpOnly,
}: {
  code: string
  /** Said so on the page before. */
  hasAgreed: boolean
  /** For the teacher's screen; empty keeps the one of last time. */
  givenName: string
  httpOnly: boolean
}) {
  const [work, setWork] = useState<{ readonly node: WorkerNode; readonly View: typeof WorkerView } | null>(null)
  const node = work?.node
  const [isLoading, setIsLoading] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const isGone = useRef(false)

  const begin = useCallback(async () => {
    setIsLoading(true)
    setProblem(null)
    rememberAgreed(code)
    if (tidyName(givenName) !== '') remember({ name: tidyName(givenName) })
    // Without the word of agreement, so that a link that is passed on asks its next reader.
    if (location.search.includes('go=')) history.replaceState(null, '', location.pathname)
    try {
      const [{ createBrowserNode }, { WorkerView: View }] = await Promise.all([
        import('@/lib/worker/node/browser-node'),
        import('./worker-view'),
      ])
      if (isGone.current) return
      const created = createBrowserNode({ code, httpOnly })
      created.subscribe(() => {
        const { phase } = created.getState()
        if (phase.type === 'stopped' && phase.reason !== 'replaced-by-reload') forgetAgreed(code)
      })
      created.start()
      setWork({ node: created, View })
    } catch {
      // The script did not arrive: no network between the click and here.
      setProblem('The page could not load its next part. Check the connection and try again.')
    }
    setIsLoading(false)
  }, [code, httpOnly, givenName])

  useEffect(() => {
    isGone.current = false
    const timer = setTimeout(() => {
      if (hasJustAgreed || hasAgreed(code)) void begin()
    })
    return () => {
      isGone.current = true
      clearTimeout(timer)
    }
  }, [begin, code, hasJustAgreed])

  useEffect(() => () => node?.stop(), [node])

  if (!work) return <Invitation code={code} isLoading={isLoading} problem={problem} onAgree={() => void begin()} />
  return <work.View key={code} node={work.node} code={code} onAgain={() => void begin()} />
}
