/** When this page's own computer takes part. */
export type HelperMode = 'when-alone' | 'always' | 'never'

/** How long nobody else must have been there before this computer steps in. */
export const ALONE_MS = 3000

export interface HelperFacts {
  readonly mode: HelperMode
  readonly isJobUnderWay: boolean
  readonly hasOtherHelper: boolean
  /** How long it has been so that a job ran without another helper, ms. */
  readonly aloneMs: number
}

/** Whether this computer should work now. It steps back as soon as somebody else can. */
export function shouldHelp({ mode, isJobUnderWay, hasOtherHelper, aloneMs }: HelperFacts): boolean {
  if (mode === 'never' || !isJobUnderWay) return false
  if (mode === 'always') return true
  return !hasOtherHelper && aloneMs >= ALONE_MS
}
