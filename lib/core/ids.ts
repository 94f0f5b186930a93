/** A plain value that the compiler won't take for another kind of value of the same shape. */
export type Brand<Value, Name extends string> = Value & { readonly __brand: Name }

export type JobId = Brand<string, 'JobId'>
/** `${jobId}:${index}`: a unit's place in its job is part of its name, so offering it twice offers the same unit. */
export type UnitId = Brand<string, 'UnitId'>
export type LeaseId = Brand<string, 'LeaseId'>
/** One connection of one device. A device that comes back gets a new worker id and keeps its device id. */
export type WorkerId = Brand<string, 'WorkerId'>
export type DeviceId = Brand<string, 'DeviceId'>
export type SessionId = Brand<string, 'SessionId'>
export type CourseId = Brand<string, 'CourseId'>
export type PersonId = Brand<string, 'PersonId'>
export type MediaId = Brand<string, 'MediaId'>

/** Milliseconds since the epoch, as told by whoever owns a clock. Core code gets instants inside events. */
export type Instant = Brand<number, 'Instant'>

/** The one place where a bare value becomes a branded one; call it where the value is made or parsed. */
export const brand = <Branded extends Brand<string | number, string>>(value: Unbranded<Branded>): Branded =>
  value as unknown as Branded

type Unbranded<Branded> = Branded extends string ? string : number

export const unitIdOf = (jobId: JobId, index: number): UnitId => `${jobId}:${index}` as UnitId

export const after = (at: Instant, ms: number): Instant => (at + ms) as Instant
