import { getAuth } from '@/lib/server/auth'

/** Signing in and out (better-auth): POST /api/auth/sign-in/email, POST /api/auth/sign-out, GET /api/auth/get-session. */
const handle = (request: Request): Promise<Response> => getAuth().handler(request)

export { handle as GET, handle as POST }
