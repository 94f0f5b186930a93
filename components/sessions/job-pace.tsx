import { AreaChart } from '@/components/charts/area-chart'
import { clockText } from '@/components/ui/time-text'
import { perSecond } from './work-words'
import { type JobView, latestPace } from './session-facts'

/** How fast the grid is, now and since the start, and how much it gets out of its devices. */
export function JobPace({ job }: { job: JobView }) {
  const { pace, soloFramesPerS, efficiency } = job
  if (!pace || pace.framesPerS.length === 0) return null
  const now = latestPace(pace)
  const highest = Math.max(...pace.framesPerS)
  return (
    <div className="flex flex-col gap-3">
      <dl className="grid grid-cols-2 gap-x-4 gap-y-2 text-sm sm:grid-cols-3">
        <Figure name="Now">{perSecond(now)}</Figure>
        <Figure name="Devices alone">{soloFramesPerS > 0 ? perSecond(soloFramesPerS) : 'no device at work'}</Figure>
        <Figure name="Efficiency, last minute">
          {efficiency === null ? (
            <span className="text-ink-faint">not known yet</span>
          ) : (
            `${Math.round(efficiency * 100)} %`
          )}
        </Figure>
      </dl>
      <AreaChart
        label={`Throughput since the start: now ${perSecond(now)}, at most ${perSecond(highest)}.`}
        values={pace.framesPerS}
        stepS={pace.stepS}
        unit="frames a second"
        reference={{ value: soloFramesPerS, label: 'devices alone' }}
        formatTime={clockText}
      />
    </div>
  )
}

function Figure({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt className="text-ink-faint">{name}</dt>
      <dd className="text-lg font-medium tabular-nums">{children}</dd>
    </div>
  )
}
