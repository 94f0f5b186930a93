import { headers } from 'next/headers'
import type { ReactNode } from 'react'
import { PATH_HEADER } from '@/app/path-header'
import { requireFaculty } from '@/app/signed-in'
import { SiteFooter, SiteHeader } from '@/components/shell/site-header'
import { ToastProvider } from '@/components/ui/toast'

/** Sends strangers away before anything is drawn. The pages ask again: a layout is not asked when one moves between them. */
export default async function FacultyLayout({ children }: { children: ReactNode }) {
  const { name } = await requireFaculty((await headers()).get(PATH_HEADER) ?? '/')
  return (
    <ToastProvider>
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-surface focus:px-4 focus:py-2 focus:shadow-float"
      >
        Skip to the content
      </a>
      <SiteHeader userName={name} />
      <main id="content" className="mx-auto min-h-[calc(100dvh-10rem)] max-w-7xl px-4 pt-6 pb-10 sm:px-6 sm:pt-8">
        {children}
      </main>
      <SiteFooter />
    </ToastProvider>
  )
}
