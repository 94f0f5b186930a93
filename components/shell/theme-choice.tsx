'use client'

import { Monitor, Moon, Sun } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { Choice } from '@/components/ui/choice'
import { THEME_KEY } from './theme-script'

type Theme = 'system' | 'light' | 'dark'

/** The choice lives on <html> and in storage, so that the script in the head finds it before the first paint. */
export function ThemeChoice() {
  const theme = useSyncExternalStore(subscribe, readTheme, () => 'system' as const)
  return (
    <Choice
      label="Theme"
      isLabelHidden
      size="sm"
      value={theme}
      onChange={applyTheme}
      options={[
        { value: 'system', label: 'Auto', icon: <Monitor aria-hidden /> },
        { value: 'light', label: 'Light', icon: <Sun aria-hidden /> },
        { value: 'dark', label: 'Dark', icon: <Moon aria-hidden /> },
      ]}
    />
  )
}

const changed = 'muster:theme'

function subscribe(listener: () => void) {
  window.addEventListener(changed, listener)
  return () => window.removeEventListener(changed, listener)
}

function readTheme(): Theme {
  const chosen = document.documentElement.dataset.theme
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system'
}

function applyTheme(theme: Theme) {
  try {
    if (theme === 'system') localStorage.removeItem(THEME_KEY)
    else localStorage.setItem(THEME_KEY, theme)
  } catch {
    // Storage is refused (private windows): the choice then lasts as long as the page.
  }
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
  window.dispatchEvent(new Event(changed))
}
