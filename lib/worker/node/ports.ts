import type { Answer, RefusalReason } from '../../protocol/unread'
import type { FromVolunteer, ToVolunteer, VolunteerAuth } from '../../protocol/volunteer'
import type { Engine, EngineProgress } from '../engine/engine'

/** What the node needs of an engine; tests have a small one. */
export type EnginePort = Pick<Engine, 'info' | 'describeFrames' | 'examine' | 'stop'>

/** Loads the models and picks a backend. Rejects when no backend can run them. */
export type StartEngine = (options: {
  readonly signal: AbortSignal
  readonly onProgress: (progress: EngineProgress) => void
}) => Promise<EnginePort>

/** Events that are told and not answered, and those that are. */
export type Told = {
  [Name in keyof FromVolunteer]: Parameters<FromVolunteer[Name]>['length'] extends 1 ? Name : never
}[keyof FromVolunteer]
export type Asked = Exclude<keyof FromVolunteer, Told>
export type PayloadOf<Name extends keyof FromVolunteer> = Parameters<FromVolunteer[Name]>[0]
export type AnswerTo<Name extends Asked> =
  Parameters<FromVolunteer[Name]> extends [unknown, (answer: Answer<infer Value>) => void]
    ? Answer<Value, RefusalReason | 'no-answer'>
    : never

/** One connection to the coordinator. It neither reconnects by itself nor keeps what was told while it was down. */
export interface VolunteerSocket {
  readonly connect: () => void
  readonly disconnect: () => void
  readonly tell: <Name extends Told>(name: Name, payload: PayloadOf<Name>) => void
  /** `no-answer` when the connection is down, goes down, or nothing came within `withinMs`. */
  readonly ask: <Name extends Asked>(name: Name, payload: PayloadOf<Name>, withinMs: number) => Promise<AnswerTo<Name>>
}

export interface SocketEvents {
  readonly onConnected: () => void
  readonly onDisconnected: () => void
  /** `refusal` is the coordinator's reason for not letting this connection in; null when it could not be reached. */
  readonly onConnectFailed: (refusal: string | null) => void
  /** Nothing has read the payload yet. */
  readonly onTold: (name: keyof ToVolunteer, payload: unknown) => void
}

export type OpenSocket = (auth: VolunteerAuth, events: SocketEvents) => VolunteerSocket

/** What the node needs of the device it runs on. */
export interface DevicePort {
  /** Proves to the coordinator that it is the same device again; never leaves for anybody else. */
  readonly key: string
  readonly name: string
  readonly look: () => DeviceLook
  /** `changed`: look again. `woke`: network or page came back, so it is worth trying at once. `leaving`: the page closes. */
  readonly listen: (heard: (what: 'changed' | 'woke' | 'leaving') => void) => () => void
}

export interface DeviceLook {
  readonly isVisible: boolean
  readonly batteryPct: number | null
  readonly isCharging: boolean | null
}
