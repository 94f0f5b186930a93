/** Path of the page that is asked for; set by proxy.ts, whatever the client sent under this name. */
export const PATH_HEADER = 'x-muster-path'
