import type { ReportView } from '../../lib/protocol/report-view'

/** The register for a terminal: a line a person, then how the work was done. Numbers only, no faces. */
export function summaryOf({ people, unknown, job }: ReportView): string {
  const width = Math.max(10, ...people.map(({ id }) => id.length))
  const lines = [...people]
    .sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status) || a.id.localeCompare(b.id))
    .map(({ id, status, firstSeenS, lastSeenS, sightings, confidence, reason }) =>
      [
        id.padEnd(width),
        status.padEnd(10),
        firstSeenS === null ? '' : `${firstSeenS.toFixed(1)}–${(lastSeenS ?? firstSeenS).toFixed(1)} s`.padEnd(16),
        sightings > 0 ? `${sightings} sightings, confidence ${confidence.toFixed(2)}` : '',
        status === 'review' ? reason : '',
      ]
        .join('  ')
        .trimEnd(),
    )
  return [...lines, '', `${unknown.length} unknown faces`, ...(job ? [workLine(job)] : [])].join('\n')
}

const order = ['review', 'present', 'late', 'left-early', 'absent', 'excused']

function workLine(job: NonNullable<ReportView['job']>): string {
  const workers = job.workers.map(({ backend, transport, units }) => `${units} units on ${backend} over ${transport}`)
  return (
    `${job.frames} frames offered = ${job.framesDescribed} described + ${job.framesSkipped} skipped + ${job.framesFailed} failed; ` +
    `${job.facesFound} faces in ${job.wallS.toFixed(1)} s (${job.mode}; ${workers.join(', ')})`
  )
}
