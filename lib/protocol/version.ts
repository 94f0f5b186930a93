/** Raised when an older page could no longer talk to this coordinator. Checked in the hello, on both namespaces. */
export const PROTOCOL_VERSION = 1
