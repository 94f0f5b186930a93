import { crc32 } from '../../lib/transport/crc32'
import { createPeerLink, type PeerLink } from '../../lib/transport/peer-link'
import { requestUnit, serveUnits } from '../../lib/transport/unit-exchange'

/** Put there by bench/transport.ts: carries a signal to the page at the other end. */
declare function tellSignal(key: string, data: string): Promise<void>

const links = new Map<string, PeerLink>()
const bare = new Map<string, BareEnd>()
const payloads = new Map<number, Uint8Array<ArrayBuffer>>()

/** Pictures don't compress: the bytes are as random as theirs. */
function payloadOf(sizeBytes: number): Uint8Array<ArrayBuffer> {
  let payload = payloads.get(sizeBytes)
  if (!payload) {
    payload = new Uint8Array(sizeBytes)
    for (let at = 0; at < sizeBytes; at += 65_536) crypto.getRandomValues(payload.subarray(at, at + 65_536))
    payloads.set(sizeBytes, payload)
  }
  return payload
}

/** A unit's name says its size; every other one of a size has the same bytes. */
const sizeOf = (unitId: string): number => Number(unitId.split('-')[0])

/** Opens our end of a link; the feeder's serves units as the feeder's page does. */
async function openLink(key: string, isInitiator: boolean): Promise<void> {
  const link = createPeerLink({
    initiator: isInitiator,
    iceServers: [],
    sendSignal: (data) => void tellSignal(key, data),
  })
  links.set(key, link)
  if (!isInitiator) serveUnits(link, (unitId) => Promise.resolve(payloadOf(sizeOf(unitId))))
  await new Promise<void>((resolve) => link.subscribe(() => link.getState().phase === 'open' && resolve()))
}

const checksumOf = (sizeBytes: number): number => crc32(payloadOf(sizeBytes))

/** Fetches units, `atOnce` of them asked for at a time as a volunteer does. @returns ms */
async function fetchUnits(
  key: string,
  { count, sizeBytes, checksum, atOnce }: { count: number; sizeBytes: number; checksum: number; atOnce: number },
): Promise<number> {
  const link = links.get(key)
  if (!link) throw new Error('no link')
  const beganAt = performance.now()
  let next = 0
  const runner = async () => {
    while (next < count) {
      const result = await requestUnit(link, `${sizeBytes}-${next++}`, { checksum, sizeBytes })
      if (!result.ok) throw new Error(`a unit did not come: ${result.problem.type}`)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, runner))
  return performance.now() - beganAt
}

/** Asks for a unit each `everyMs`, whatever became of the one before. @returns how long each took, in ms */
async function fetchOnTime(
  key: string,
  { count, sizeBytes, checksum, everyMs }: { count: number; sizeBytes: number; checksum: number; everyMs: number },
): Promise<number[]> {
  const one = async () => fetchUnits(key, { count: 1, sizeBytes, checksum, atOnce: 1 })
  const all: Promise<number>[] = []
  return new Promise((resolve, reject) => {
    const timer = setInterval(() => {
      all.push(one())
      if (all.length < count) return
      clearInterval(timer)
      Promise.all(all).then(resolve, reject)
    }, everyMs)
  })
}

/** Asks for units and does not wait for them: a stopped page is owed them. */
function orderUnits(
  key: string,
  { count, sizeBytes, checksum }: { count: number; sizeBytes: number; checksum: number },
) {
  void fetchUnits(key, { count, sizeBytes, checksum, atOnce: Math.min(count, 4) }).catch(() => undefined)
}

interface BareEnd {
  readonly connection: RTCPeerConnection
  readonly channel: Promise<RTCDataChannel>
}

/** A data channel as a page would open it by hand: reliable and ordered, trickling candidates. */
async function openBare(key: string, isInitiator: boolean): Promise<void> {
  const connection = new RTCPeerConnection()
  connection.onicecandidate = ({ candidate }) => void (candidate && tellSignal(key, JSON.stringify({ candidate })))
  const channel = new Promise<RTCDataChannel>((resolve) => {
    const ready = (opened: RTCDataChannel) => {
      opened.binaryType = 'arraybuffer'
      if (opened.readyState === 'open') resolve(opened)
      else opened.onopen = () => resolve(opened)
    }
    if (isInitiator) ready(connection.createDataChannel('bare'))
    else connection.ondatachannel = (event) => ready(event.channel)
  })
  bare.set(key, { connection, channel })
  if (isInitiator) {
    await connection.setLocalDescription()
    await tellSignal(key, JSON.stringify({ description: connection.localDescription }))
  }
  await channel
}

/** Sends as fast as the channel takes it, with the marks that samples of the API use. */
async function sendBare(key: string, totalBytes: number, chunkBytes: number): Promise<void> {
  const channel = await bare.get(key)?.channel
  if (!channel) throw new Error('no channel')
  channel.bufferedAmountLowThreshold = 256 * 1024
  const payload = payloadOf(totalBytes)
  for (let at = 0; at < totalBytes; at += chunkBytes) {
    if (channel.bufferedAmount > 1024 * 1024)
      await new Promise<void>((resolve) =>
        channel.addEventListener('bufferedamountlow', () => resolve(), { once: true }),
      )
    channel.send(payload.subarray(at, Math.min(totalBytes, at + chunkBytes)))
  }
}

/** Asks the other end for bytes (by Playwright) and counts until all are there. @returns ms since `begin` */
function receiveBare(key: string, totalBytes: number): void {
  let received = 0
  const beganAt = performance.now()
  const done = (async () => {
    const channel = await bare.get(key)?.channel
    if (!channel) throw new Error('no channel')
    return new Promise<number>((resolve) => {
      channel.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
        received += data.byteLength
        if (received >= totalBytes) resolve(performance.now() - beganAt)
      }
    })
  })()
  receiving.set(key, done)
}
const receiving = new Map<string, Promise<number>>()

async function signal(key: string, data: string): Promise<void> {
  const link = links.get(key)
  if (link) return link.signal(data)
  const end = bare.get(key)
  if (!end) return
  // Both ends run this very script: what comes is what `tellSignal` was given above.
  const { candidate, description } = JSON.parse(data) as {
    candidate?: RTCIceCandidateInit
    description?: RTCSessionDescriptionInit
  }
  if (candidate) return end.connection.addIceCandidate(candidate)
  if (!description) return
  await end.connection.setRemoteDescription(description)
  if (description.type !== 'offer') return
  await end.connection.setLocalDescription()
  await tellSignal(key, JSON.stringify({ description: end.connection.localDescription }))
}

const receivedBare = (key: string) => receiving.get(key)

const transport = {
  ...{ openLink, checksumOf, fetchUnits, fetchOnTime, orderUnits },
  ...{ openBare, sendBare, receiveBare, receivedBare, signal },
}
export type Transport = typeof transport
Object.assign(globalThis, { transport })
