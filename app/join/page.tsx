import type { Metadata } from 'next'
import { CodeForm } from '@/components/worker/code-form'
import { tidyCode } from '@/components/worker/likely-code'
import { WorkerFrame } from '@/components/worker/worker-frame'

export const metadata: Metadata = { title: 'Join' }

export default async function JoinPage({ searchParams }: { searchParams: Promise<{ unknown?: string | string[] }> }) {
  const { unknown } = await searchParams
  return (
    <WorkerFrame>
      <h1 className="text-2xl">Join a class</h1>
      <p className="text-ink-soft">Scan the code on the big screen with your camera, or type it here.</p>
      <CodeForm unknownCode={typeof unknown === 'string' ? tidyCode(unknown) : null} />
    </WorkerFrame>
  )
}
