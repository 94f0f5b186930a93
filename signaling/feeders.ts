import type { JobId } from '../lib/core/ids'
import type { ToFaculty } from '../lib/protocol/faculty'

/** The way to one faculty page. */
export interface FacultyLink {
  tell<Name extends keyof ToFaculty>(name: Name, payload: Parameters<ToFaculty[Name]>[0]): void
}

/** Which page holds the frames of which job. A job has one feeder at most; a page may feed several jobs. */
export interface Feeders {
  /** A second page takes the place of the first. */
  set(jobId: JobId, link: FacultyLink): void
  of(jobId: JobId): FacultyLink | null
  jobsOf(link: FacultyLink): readonly JobId[]
  /** Takes a job's feeder away, whoever it is. */
  clear(jobId: JobId): void
}

export function createFeeders(): Feeders {
  const links = new Map<JobId, FacultyLink>()
  return {
    set: (jobId, link) => {
      links.set(jobId, link)
    },
    of: (jobId) => links.get(jobId) ?? null,
    jobsOf: (link) => [...links].filter(([, other]) => other === link).map(([jobId]) => jobId),
    clear: (jobId) => {
      links.delete(jobId)
    },
  }
}
