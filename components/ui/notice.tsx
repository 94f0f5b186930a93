import clsx from 'clsx'
import { CircleCheck, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

const looks = {
  info: { ground: 'bg-accent-soft', ink: 'text-accent', Icon: Info },
  done: { ground: 'bg-present-soft', ink: 'text-present', Icon: CircleCheck },
  warning: { ground: 'bg-late-soft', ink: 'text-late', Icon: TriangleAlert },
} as const

/** A sentence that stays on the page. For trouble that needs an answer, use ErrorState. */
export function Notice({
  kind = 'info',
  children,
  action,
}: {
  kind?: keyof typeof looks
  children: ReactNode
  action?: ReactNode
}) {
  const { ground, ink, Icon } = looks[kind]
  return (
    <div className={clsx('flex items-start gap-3 rounded-md px-4 py-3 text-sm', ground)}>
      <Icon aria-hidden className={clsx('mt-0.5 size-4 shrink-0', ink)} />
      <div className="min-w-0 flex-1">{children}</div>
      {action}
    </div>
  )
}
