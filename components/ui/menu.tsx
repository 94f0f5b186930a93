'use client'

import * as Primitive from 'radix-ui/dropdown-menu'
import type { ReactNode } from 'react'

/** What else can be done with a thing. Arrow keys, type-ahead, Escape and the way back of the focus are Radix'. */
export function Menu({ trigger, children }: { trigger: ReactNode; children: ReactNode }) {
  return (
    <Primitive.Root modal={false}>
      <Primitive.Trigger asChild>{trigger}</Primitive.Trigger>
      {/* Inside the page's main part, or readers that move by landmarks would never come to it. */}
      <Primitive.Portal container={typeof document === 'undefined' ? null : document.getElementById('content')}>
        <Primitive.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          className="z-40 min-w-56 rounded-md border border-line bg-surface p-1 shadow-float enter-fade"
        >
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  )
}

interface MenuItemProps {
  icon: ReactNode
  label: string
  /** What it means, for those who meet it the first time. */
  hint?: string
  tone?: 'plain' | 'danger'
  onSelect: () => void
}

export function MenuItem({ icon, label, hint, tone = 'plain', onSelect }: MenuItemProps) {
  return (
    <Primitive.Item
      onSelect={onSelect}
      className={`flex cursor-pointer gap-2.5 rounded-sm px-2.5 py-2 text-sm outline-none data-highlighted:bg-hover [&_svg]:mt-0.5 [&_svg]:size-4 [&_svg]:shrink-0 ${tone === 'danger' ? 'text-absent' : 'text-ink'}`}
    >
      {icon}
      <span>
        <span className="block font-medium">{label}</span>
        {hint !== undefined && <span className="block max-w-60 text-ink-soft">{hint}</span>}
      </span>
    </Primitive.Item>
  )
}

export function MenuLine() {
  return <Primitive.Separator className="my-1 h-px bg-line" />
}
