import { useEffect, useState, useSyncExternalStore } from 'react'
import type { SessionView } from '@/lib/protocol/faculty'
import type { HelperMode } from './helper-rule'
import { createLocalHelper } from './local-helper'
import { hasOtherHelper, isUnderWay } from './session-facts'

const MODE_KEY = 'muster-this-computer'
const LOOK_EVERY_MS = 1000

/** This computer's part in the session, remembered from one session to the next. */
export function useLocalHelper(
  code: string,
  view: SessionView | null,
  readUnit: (unitId: string) => Promise<Uint8Array | null>,
) {
  const [helper] = useState(() =>
    createLocalHelper({
      // As on the server: what is remembered here is put in place once the page is up.
      mode: 'when-alone',
      now: () => performance.now(),
      createNode: async () => {
        const { createBrowserNode } = await import('@/lib/worker/node/browser-node')
        return createBrowserNode({ code, localSource: readUnit })
      },
    }),
  )
  useEffect(() => {
    helper.setMode(rememberedMode())
    helper.start()
    const timer = window.setInterval(() => helper.look(), LOOK_EVERY_MS)
    return () => {
      window.clearInterval(timer)
      helper.stop()
    }
  }, [helper])
  useEffect(() => {
    if (view) helper.look({ isJobUnderWay: isUnderWay(view.job?.phase), hasOtherHelper: hasOtherHelper(view) })
  }, [helper, view])
  const state = useSyncExternalStore(helper.subscribe, helper.getState, helper.getState)
  const setMode = (mode: HelperMode) => {
    try {
      localStorage.setItem(MODE_KEY, mode)
    } catch {
      // Storage is refused: the choice lasts as long as the page.
    }
    helper.setMode(mode)
  }
  return { state, setMode }
}

function rememberedMode(): HelperMode {
  try {
    const mode = localStorage.getItem(MODE_KEY)
    if (mode === 'always' || mode === 'never') return mode
  } catch {
    // Storage is refused, or there is none on the server: the default stands.
  }
  return 'when-alone'
}
