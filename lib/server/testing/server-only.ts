/** Stands in for Next's marker package in tests, where there is no client bundle to guard. */
export {}
