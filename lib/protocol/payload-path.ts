/**
 * Frames over HTTP, the way that always works. `PUT` with the faculty cookie stores a unit's payload (idempotent);
 * `GET ?lease=…` serves it to the holder of that lease: 200, 425 while the feeder has not sent it yet, 404 otherwise.
 */
export const payloadPath = (jobId: string, index: number): string => `/api/v1/jobs/${jobId}/units/${index}/payload`
