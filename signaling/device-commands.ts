import { assertNever } from '../lib/core/assert-never'
import { after } from '../lib/core/ids'
import type { WorkerCommandName } from '../lib/protocol/faculty'
import { recordAudit } from '../lib/server/audit'
import { setDeviceTrust } from '../lib/server/devices'
import type { ConnectedWorker } from './connected-worker'
import type { Floor } from './floor'
import { sentences } from './session-news'
import { leave, pause, resume, settleStandBy } from './worker-desk'

/** How long a device rests when faculty sends it to cool down. It comes back by itself. */
const BREAK_MS = 5 * 60_000

/** What faculty tells one of the session's devices. */
export async function command(
  floor: Floor,
  worker: ConnectedWorker,
  what: WorkerCommandName,
  userId: string,
): Promise<void> {
  switch (what) {
    case 'pause':
      worker.link.tell('worker:pause', { by: 'faculty' })
      return pause(floor, worker, 'faculty')
    case 'rest':
      worker.link.tell('worker:pause', { by: 'faculty' })
      return takeBreak(floor, worker)
    case 'stand-by':
      worker.standsBy = true
      floor.news.say(worker.sessionId, floor.clock.now(), sentences.standsBy(worker.hello.name))
      return settleStandBy(floor, worker)
    case 'resume':
      worker.standsBy = false
      worker.breakUntil = null
      worker.link.tell('worker:resume', {})
      for (const reason of ['faculty', 'break', 'stand-by'] as const) resume(floor, worker, reason)
      return settleStandBy(floor, worker)
    case 'trust':
    case 'distrust':
      return setTrust(floor, worker, what === 'trust', userId)
    case 'shutdown':
      floor.news.say(worker.sessionId, floor.clock.now(), sentences.removed(worker.hello.name))
      worker.link.tell('worker:shutdown', { reason: 'removed' })
      leave(floor, worker.workerId, 'left')
      return worker.link.hangUp()
    default:
      return assertNever(what)
  }
}

function takeBreak(floor: Floor, worker: ConnectedWorker): void {
  const until = after(floor.clock.now(), BREAK_MS)
  worker.breakUntil = until
  pause(floor, worker, 'break')
  floor.clock.after(BREAK_MS, () => {
    // Resumed by hand, or sent to rest once more meanwhile.
    if (worker.breakUntil !== until || !floor.workers.has(worker.workerId)) return
    worker.breakUntil = null
    if (!worker.pausedBy.has('faculty')) worker.link.tell('worker:resume', {})
    resume(floor, worker, 'break')
  })
}

async function setTrust(floor: Floor, worker: ConnectedWorker, isTrusted: boolean, userId: string): Promise<void> {
  // The session's own page is trusted because of whose it is, not because somebody said so.
  if (worker.hello.isLocal || worker.isTrusted === isTrusted) return
  await setDeviceTrust(floor.db, worker.deviceId, isTrusted ? 'trusted' : 'volunteer')
  await recordAudit(floor.db, {
    ...{ userId, action: isTrusted ? 'device-trusted' : 'device-distrusted' },
    about: worker.deviceId,
  })
  if (isTrusted) floor.trust?.tell({ type: 'device-cleared', deviceId: worker.deviceId })
  // All pages of the device: it is the device that is trusted.
  for (const page of floor.workers.values()) {
    if (page.deviceId !== worker.deviceId || page.hello.isLocal) continue
    page.isTrusted = isTrusted
    if (isTrusted) page.isBarred = false
    floor.tell({ type: 'worker-trusted', workerId: page.workerId, isTrusted })
    floor.trust?.joined(page)
  }
  floor.viewChanged(worker.sessionId)
  const say = isTrusted ? sentences.trusted : sentences.distrusted
  floor.news.say(worker.sessionId, floor.clock.now(), say(worker.hello.name))
}
