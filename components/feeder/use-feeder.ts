import { useEffect, useState } from 'react'
import { createFeeder, type Feeder } from '@/lib/client/feeder/create-feeder'
import type { FacultySocket } from '@/lib/client/faculty-socket'
import type { SessionView } from '@/lib/protocol/faculty'

/** The page's feeder, alive as long as its line to the coordinator; after a reload it goes on where the page was. */
export function useFeeder(socket: FacultySocket | null, sessionId: string, job: SessionView['job']): Feeder | null {
  const [feeder, setFeeder] = useState<Feeder | null>(null)
  useEffect(() => {
    if (!socket) return
    const made = createFeeder({ socket, sessionId })
    // The feeder is an outside thing that lives as long as this effect.
    setFeeder(made)
    return () => made.stop()
  }, [socket, sessionId])
  useEffect(() => {
    if (feeder && job) void feeder.resume(job)
  }, [feeder, job])
  return feeder
}
