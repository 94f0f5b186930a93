'use client'

import { LogOut, UserRound } from 'lucide-react'
import Link from 'next/link'
import * as Menu from 'radix-ui/dropdown-menu'
import { buttonStyle } from '@/components/ui/button-style'
import { Logo } from './logo'
import { signOut } from '@/components/auth/auth-api'
import { ThemeChoice } from './theme-choice'

export function SiteHeader({ userName }: { userName: string }) {
  return (
    <header className="border-b border-line bg-surface">
      <div className="mx-auto flex h-14 max-w-7xl items-center justify-between gap-4 px-4 sm:px-6">
        <Link href="/" className="flex items-center gap-2.5 rounded-sm font-semibold">
          <Logo className="size-7" />
          Muster
        </Link>
        <Menu.Root>
          <Menu.Trigger className={buttonStyle('quiet', 'sm')} aria-label="Account">
            <UserRound aria-hidden />
            <span className="hidden max-w-40 truncate sm:inline">{userName}</span>
          </Menu.Trigger>
          <Menu.Portal>
            <Menu.Content
              align="end"
              sideOffset={6}
              className="z-50 w-72 rounded-md border border-line bg-surface p-2 shadow-float enter-fade"
            >
              <p className="truncate px-2 pt-1 pb-2 font-medium">{userName}</p>
              <Menu.Item
                onSelect={() => void leave()}
                className="flex min-h-10 cursor-pointer items-center gap-2 rounded-sm px-2 outline-none data-highlighted:bg-hover"
              >
                <LogOut aria-hidden className="size-4" />
                Sign out
              </Menu.Item>
            </Menu.Content>
          </Menu.Portal>
        </Menu.Root>
      </div>
    </header>
  )
}

/** A full page load on purpose: nothing of the register stays in memory. */
async function leave() {
  await signOut()
  window.location.assign('/sign-in')
}

export function SiteFooter() {
  return (
    <footer className="mx-auto flex max-w-7xl flex-wrap items-center justify-between gap-4 px-4 py-8 text-sm text-ink-faint sm:px-6">
      <p>Faces are recognised on the devices in the room; names never leave this coordinator.</p>
      <ThemeChoice />
    </footer>
  )
}
