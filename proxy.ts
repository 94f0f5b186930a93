import { NextResponse, type NextRequest } from 'next/server'
import { PATH_HEADER } from './app/path-header'

/** Tells layouts which page they are drawn around, so that the sign-in can lead back there. It decides nothing. */
export function proxy(request: NextRequest) {
  const headers = new Headers(request.headers)
  headers.set(PATH_HEADER, request.nextUrl.pathname)
  return NextResponse.next({ request: { headers } })
}

/** Pages behind the sign-in only: uploads must not pass through here, where their bodies would be copied. */
export const config = { matcher: ['/', '/courses/:path*', '/sessions/:path*'] }
