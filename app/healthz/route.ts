/** The process answers. For a supervisor that restarts what doesn't. */
export const dynamic = 'force-dynamic'

export const GET = (): Response => Response.json({ ok: true })
