'use client'

import type { SessionDetail } from '@/lib/protocol/course-view'
import { DeviceGrid } from './device-grid'
import { EventList } from './event-list'
import { JobCard } from './job-card'
import { JoinPanel } from './join-panel'
import { RoomLinkNotice } from './room-link'
import { ThisComputer } from './this-computer'
import { useLocalHelper } from './use-local-helper'
import type { Room } from './use-session-view'

interface RecordingTabProps {
  session: SessionDetail
  room: Room
  /** The feeder's own part: choosing the recording, how far it is read and sent. */
  upload: React.ReactNode
  /** Frames that this very page holds; null for others. */
  readUnit: (unitId: string) => Promise<Uint8Array | null>
}

/** The class at work: the recording and the job, how to join, and below them the room's devices. */
export function RecordingTab({ session, room, upload, readUnit }: RecordingTabProps) {
  const helper = useLocalHelper(session.joinCode, room.view, readUnit)
  return (
    <div className="flex flex-col gap-5">
      <RoomLinkNotice link={room.link} />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div className="flex flex-col gap-5">
          {upload}
          {room.view?.job && <JobCard job={room.view.job} onMode={room.changeMode} />}
        </div>
        <div className="flex flex-col gap-5">
          <JoinPanel session={session} />
          <ThisComputer state={helper.state} onMode={helper.setMode} />
        </div>
      </div>
      {room.view && <DeviceGrid view={room.view} onCommand={room.command} />}
      {room.view && <EventList events={room.view.events} />}
    </div>
  )
}
