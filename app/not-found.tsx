import type { Metadata } from 'next'
import { Logo } from '@/components/shell/logo'
import { ButtonLink } from '@/components/ui/button-link'

export const metadata: Metadata = { title: 'Not found' }

export default function NotFound() {
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col items-start justify-center gap-4 px-6">
      <Logo className="size-10" />
      <h1 className="text-2xl">There is nothing here</h1>
      <p className="text-ink-soft">
        The address may be mistyped, or what it named was deleted. To help a class, open the link or the code on its
        screen.
      </p>
      <ButtonLink href="/" variant="secondary">
        To the courses
      </ButtonLink>
    </main>
  )
}
