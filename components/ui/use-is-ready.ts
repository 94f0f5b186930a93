import { useSyncExternalStore } from 'react'

/**
 * False until the page's script answers. What the server sends can be pressed before that, and the press would be lost
 * (or a form would be sent the browser's own way), so such buttons wait for it.
 */
export const useIsReady = (): boolean => useSyncExternalStore(never, isTrue, isFalse)

const never = () => () => undefined
const isTrue = () => true
const isFalse = () => false
