import { useEffect, useState } from 'react'
import { createFeeder, type Feeder } from '@/lib/client/feeder/create-feeder'
import type { FacultySocket } from '@/lib/client/faculty-socket'
import type { SessionView } from '@/lib/protocol/faculty'
import type { IceServer } from '@/lib/protocol/volunteer'

/** The page's feeder, alive as long as its line to the coordinator; after a reload it goes on where the page was. */
export function useFeeder({
  socket,
  sessionId,
  job,
  iceServers,
}: {
  readonly socket: FacultySocket | null
  readonly sessionId: string
  readonly job: SessionView['job']
  readonly iceServers: readonly IceServer[]
}): Feeder | null {
  // A refreshed page brings an equal list that is not the same: the feeder must not start anew for it.
  const [servers] = useState(iceServers)
  const [feeder, setFeeder] = useState<Feeder | null>(null)
  useEffect(() => {
    if (!socket) return
    const made = createFeeder({ socket, sessionId, iceServers: servers })
    // The feeder is an outside thing that lives as long as this effect.
    setFeeder(made)
    return () => made.stop()
  }, [socket, sessionId, servers])
  useEffect(() => {
    if (feeder && job) void feeder.resume(job)
  }, [feeder, job])
  return feeder
}
