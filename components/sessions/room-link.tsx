'use client'

import { assertNever } from '@/lib/core/assert-never'
import { ErrorState } from '@/components/ui/error-state'
import { Notice } from '@/components/ui/notice'
import type { RoomLink } from './use-session-view'

/** How the page stands with the coordinator; silent while all is well. */
export function RoomLinkNotice({ link }: { link: RoomLink }) {
  switch (link) {
    case 'open':
    case 'connecting':
      return null
    case 'lost':
      return (
        <Notice kind="warning">
          The connection to the coordinator is lost. What devices finished is safe; this page goes on by itself when it
          is back.
        </Notice>
      )
    case 'signed-out':
      return <ErrorState title="You are signed out.">Sign in again in another tab, then reload this page.</ErrorState>
    case 'outdated':
      return <ErrorState title="This page is older than the coordinator.">Reload the page.</ErrorState>
    case 'gone':
      return <ErrorState title="This session is not there any more." />
    default:
      return assertNever(link)
  }
}
