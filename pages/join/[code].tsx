import type { GetServerSideProps, PageConfig } from 'next'
import Head from 'next/head'
import { TextField } from '@/components/ui/field'
import { Button } from '@/components/ui/button'
import { InvitationWords } from '@/components/worker/invitation-words'
import { likelyCode, tidyCode } from '@/components/worker/likely-code'
import { WorkerFrame } from '@/components/worker/worker-frame'
import { brand, type Instant } from '@/lib/core/ids'
import { MAX_CHOSEN_NAME_LENGTH } from '@/lib/worker/wishes-memory'
import { getDatabase } from '@/lib/server/db'
import { findSessionByCode } from '@/lib/server/join-codes'

/**
 * The page behind the QR code, on a phone in a crowded network: it only asks, so it comes without any script (docs/adr/0013).
 * The pages router can do that and the app router can't. Who agrees gets `/join/CODE/help`, which works.
 */
export const config: PageConfig = { unstable_runtimeJS: false }

export default function JoinCodePage({ code }: { code: string }) {
  return (
    <>
      <Head>
        <title>Help your class · Muster</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex, nofollow" />
      </Head>
      <form action={`/join/${code}/help`} method="get">
        <WorkerFrame
          code={code}
          data-phase="idle"
          actions={
            <Button type="submit" size="lg" name="go" value="1">
              Help with this device
            </Button>
          }
        >
          <InvitationWords />
          <TextField
            label="Name on the teacher’s screen"
            hint="Optional. Without one it shows your browser, such as “Chrome on Android”."
            name="name"
            maxLength={MAX_CHOSEN_NAME_LENGTH}
            autoComplete="off"
          />
        </WorkerFrame>
      </form>
    </>
  )
}

/** `?auto=1` and what else is asked for go straight to work, for headless pages. */
export const getServerSideProps: GetServerSideProps<{ code: string }> = async ({ params, query }) => {
  const typed = typeof params?.code === 'string' ? params.code : ''
  const code = await findKnown(tidyCode(typed), likelyCode(typed))
  if (code === null) return { redirect: { destination: `/join?unknown=${tidyCode(typed)}`, permanent: false } }
  if (query.auto !== '1') return { props: { code } }
  const path = query.path === 'http' ? '&path=http' : ''
  return { redirect: { destination: `/join/${code}/help?auto=1${path}`, permanent: false } }
}

/** The first of the readings that opens a session now. Nothing about the session itself leaves the server. */
async function findKnown(...readings: readonly string[]): Promise<string | null> {
  for (const reading of readings) {
    if (await findSessionByCode(getDatabase(), reading, brand<Instant>(Date.now()))) return reading
  }
  return null
}
