import type { NodeState } from '@/lib/worker/node/node-state'
import { count, describeBackend, describeBattery, describePath, describeShare, describeWarmth } from './sentences'

/** What else is true of the work, in one quiet list. */
export function WorkFacts({ state: { share, engine, transport, device, slowdown, tally } }: { state: NodeState }) {
  const battery = describeBattery(device)
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm text-ink-faint [&>dd]:text-right [&>dd]:tabular-nums">
      <dt>This device</dt>
      <dd>{describeShare(share)}</dd>
      <dt>The whole class</dt>
      <dd>
        {share && share.unitsTotal > 0
          ? `${share.unitsDone.toLocaleString('en')} of ${count(share.unitsTotal, 'part')}, ${count(share.workerCount, 'device')}`
          : 'nothing to do yet'}
      </dd>
      <dt>Works on</dt>
      <dd>{describeBackend(engine)}</dd>
      <dt>Pictures come</dt>
      <dd>{describePath(transport)}</dd>
      {tally.unitsDone > 0 && (
        <>
          <dt>Speed</dt>
          <dd>{describeWarmth(slowdown)}</dd>
        </>
      )}
      {battery !== null && (
        <>
          <dt>Battery</dt>
          <dd>{battery}</dd>
        </>
      )}
    </dl>
  )
}
