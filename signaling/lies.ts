import type { DeviceId } from '../lib/core/ids'
import type { Lie } from '../lib/server/verify-marks'
import type { Floor } from './floor'
import type { LiveJob } from './live-job'
import { sentences } from './session-news'

/** Says which devices reported faces that a witness did not find. */
export function noteLies(floor: Floor, job: LiveJob, lies: readonly Lie[]): void {
  const byDevice = new Map<DeviceId, number>()
  for (const { deviceId } of lies) byDevice.set(deviceId, (byDevice.get(deviceId) ?? 0) + 1)
  for (const [deviceId, count] of byDevice) {
    const worker = [...floor.workers.values()].find((each) => each.deviceId === deviceId)
    floor.news.say(job.sessionId, floor.clock.now(), sentences.refuted(worker?.hello.name ?? 'A device', count))
    floor.log.warn({ jobId: job.jobId, deviceId, count }, 'a witness saw something else than a device reported')
  }
}
