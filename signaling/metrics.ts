import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

/** What a coordinator counts. One registry for each, so that two in one process (tests, the roll command) don't mix. */
export type Metrics = ReturnType<typeof createMetrics>

export function createMetrics() {
  const registry = new Registry()
  const registers = [registry]
  // Event loop delay, memory and the like, with the names every Prometheus dashboard of Node knows.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 10 })
  return {
    registry,
    text: () => registry.metrics(),
    workers: new Gauge({ name: 'muster_workers', help: 'Volunteers connected now', registers }),
    jobsOpen: new Gauge({ name: 'muster_jobs_open', help: 'Unfinished jobs', registers }),
    leasesHeld: new Gauge({ name: 'muster_leases_held', help: 'Leases in flight', registers }),
    leases: new Counter({
      name: 'muster_leases_total',
      help: 'Leases by what became of them',
      labelNames: ['event'] as const,
      registers,
    }),
    units: new Counter({
      name: 'muster_units_total',
      help: 'Units by what became of them',
      labelNames: ['event'] as const,
      registers,
    }),
    comparedReports: new Counter({
      name: 'muster_compared_reports_total',
      help: 'Second reports of a unit, compared with the accepted one',
      labelNames: ['outcome'] as const,
      registers,
    }),
    refusedEvents: new Counter({
      name: 'muster_refused_events_total',
      help: 'Socket events that were refused, by event and reason',
      labelNames: ['event', 'reason'] as const,
      registers,
    }),
    unitWorkMs: new Histogram({
      name: 'muster_unit_work_ms',
      help: 'Time the engine worked on an accepted unit',
      buckets: [100, 250, 500, 1000, 2000, 3000, 5000, 10_000, 30_000],
      registers,
    }),
    leaseRoundTripMs: new Histogram({
      name: 'muster_lease_round_trip_ms',
      help: 'From granting a lease to its report, work included',
      buckets: [100, 250, 500, 1000, 2000, 3000, 5000, 10_000, 30_000],
      registers,
    }),
  }
}
