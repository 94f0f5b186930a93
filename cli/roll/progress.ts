import { MultiBar, Presets } from 'cli-progress'
import type { SessionView } from '../../lib/protocol/faculty'

export interface RollProgress {
  enrolling(share: number): void
  working(view: SessionView): void
  stop(): void
}

/** Bars for people at a terminal; a line each quarter where the output is a file or a pipe. */
export function showProgress(): RollProgress {
  return process.stderr.isTTY ? bars() : lines()
}

function bars(): RollProgress {
  const all = new MultiBar(
    { format: '{name} {bar} {percentage}% {note}', hideCursor: true, stream: process.stderr },
    Presets.shades_grey,
  )
  const enrol = all.create(100, 0, { name: 'People    ', note: '' })
  const read = all.create(100, 0, { name: 'Reading   ', note: '' })
  const recognise = all.create(100, 0, { name: 'Recognising', note: '' })
  return {
    enrolling: (share) => enrol.update(Math.round(share * 100)),
    working: (view) => {
      enrol.update(100)
      read.update(Math.round(readShare(view) * 100))
      recognise.update(Math.round(doneShare(view) * 100), { note: note(view) })
    },
    stop: () => all.stop(),
  }
}

function lines(): RollProgress {
  const told = new Map<string, number>()
  const tell = (name: string, share: number, more = '') => {
    const quarter = Math.floor(share * 4)
    if (quarter <= (told.get(name) ?? 0)) return
    told.set(name, quarter)
    process.stderr.write(`${name}: ${quarter * 25} %${more && ` (${more})`}\n`)
  }
  return {
    enrolling: (share) => tell('people', share),
    working: (view) => {
      tell('reading', readShare(view))
      tell('recognising', doneShare(view), note(view))
    },
    stop: () => {},
  }
}

function readShare({ job }: SessionView): number {
  if (!job) return 0
  const known = job.media.filter(({ durationS }) => durationS !== null)
  const total = known.reduce((sum, { durationS }) => sum + (durationS ?? 0), 0)
  const read = known.reduce((sum, media) => sum + (media.isComplete ? (media.durationS ?? 0) : media.decodedToS), 0)
  return total > 0 ? Math.min(1, read / total) : 0
}

const doneShare = ({ job }: SessionView): number =>
  job && job.units.total > 0 && job.phase !== 'feeding' ? job.units.done / job.units.total : 0

function note({ job, workers }: SessionView): string {
  if (!job) return ''
  const left = job.remainingS === null ? '' : `, about ${Math.ceil(job.remainingS)} s left`
  const here = workers.filter(({ status }) => status !== 'gone').length
  return `${job.units.done} of ${job.units.total} units, ${here} ${here === 1 ? 'device' : 'devices'}${left}`
}
