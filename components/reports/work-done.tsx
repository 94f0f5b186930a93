import type { ReportJob } from '@/lib/protocol/report-view'
import { Card } from '@/components/ui/card'
import { Cell, HeadCell, Table } from '@/components/ui/table'
import { durationText } from '@/components/ui/time-text'
import { backendWords, modeWords, transportWords } from '@/components/sessions/work-words'

/** How the work was done: every frame accounted for, every device named. */
export function WorkDone({ job }: { job: ReportJob }) {
  return (
    <Card title="How the work was done" padding="none">
      <div className="flex flex-col gap-1 px-5 pb-4 text-sm">
        <p data-testid="frames-accounting">
          <span className="font-medium">{job.frames} frames offered</span> = {job.framesDescribed} described +{' '}
          {job.framesSkipped} skipped as near-duplicates + {job.framesFailed} failed
        </p>
        <p className="text-ink-soft">
          {job.units} units in {durationText(job.wallS)}, {modeWords[job.mode].toLowerCase()} balancing;{' '}
          {job.facesFound} faces found, {job.facesDescribed} described.
        </p>
        <p className="text-ink-soft" data-testid="witness-cost">
          {job.witnessChecks === 0
            ? 'No face was looked at again.'
            : `${job.witnessChecks} faces looked at again by this coordinator, in ${durationText(job.witnessMs / 1000)}.`}
        </p>
      </div>
      {job.workers.length > 0 && (
        <Table caption="Devices that worked on this session">
          <thead>
            <tr>
              <HeadCell isFirst>Device</HeadCell>
              <HeadCell>Engine</HeadCell>
              <HeadCell>Frames came by</HeadCell>
              <HeadCell isNumeric>Units</HeadCell>
              <HeadCell isNumeric>Frames</HeadCell>
              <HeadCell isNumeric>Time a unit</HeadCell>
            </tr>
          </thead>
          <tbody>
            {job.workers.map((worker) => (
              <tr key={worker.id}>
                <Cell isFirst className="font-medium">
                  {worker.name}
                </Cell>
                <Cell>{backendWords[worker.backend]}</Cell>
                <Cell>{transportWords[worker.transport]}</Cell>
                <Cell isNumeric>{worker.units}</Cell>
                <Cell isNumeric>{worker.frames}</Cell>
                <Cell isNumeric>
                  {worker.medianUnitMs === null ? '–' : `${(worker.medianUnitMs / 1000).toFixed(2)} s`}
                </Cell>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  )
}
