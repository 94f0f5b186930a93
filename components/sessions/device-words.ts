import { assertNever } from '@/lib/core/assert-never'
import type { WorkerView } from '@/lib/protocol/faculty'

/** What a device does or waits for, in true words. */
export function deviceWords(worker: WorkerView): string {
  const failed = worker.failures === 0 ? '' : worker.failures === 1 ? ', 1 failure' : `, ${worker.failures} failures`
  return `${statusWords(worker)}${failed}`
}

function statusWords({ status, pausedBy, isVisible, restsUntil }: WorkerView): string {
  switch (status) {
    case 'idle':
      return 'Waiting for work'
    case 'working':
      return isVisible ? 'Working' : 'Working in the background'
    case 'paused':
      return pauseWords(pausedBy)
    case 'standing-by':
      return pausedBy.includes('stand-by') ? 'Stands by' : 'Stands by until there is work'
    case 'resting':
      return `${pausedBy.includes('break') ? 'Rests' : 'Rests after failures'}${restsUntil === null ? '' : ` until ${clock.format(restsUntil)}`}`
    case 'barred':
      return 'Gave answers that do not hold; gets no more work'
    case 'gone':
      return 'Gone'
    default:
      return assertNever(status)
  }
}

/** The owner's own wish is named first: nobody here can end it. */
function pauseWords(pausedBy: WorkerView['pausedBy']): string {
  if (pausedBy.includes('volunteer')) return 'Paused by its owner'
  if (pausedBy.includes('hidden')) return 'Its page is in the background'
  if (pausedBy.includes('battery')) return 'Spares its battery'
  return 'Paused by you'
}

/** From here on it is worth a word; less is the ordinary up and down. */
const WARM = 1.25

/** Heat shows itself to a page as rising unit times, and in no other way. */
export const warmWords = ({ slowdown }: WorkerView): string | null =>
  slowdown < WARM ? null : `${slowdown.toFixed(1)} × slower, it may be warm`

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
