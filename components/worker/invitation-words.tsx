import { Download, Hand } from 'lucide-react'

/** What the device will do, what leaves it, and how to stop. Drawn without script as well. */
export function InvitationWords() {
  return (
    <>
      <h1 className="text-2xl">Lend this device to your class</h1>
      <p className="text-lg text-ink-soft">
        It will look for faces in pictures of the class recording and send back where they are and what they measure, as
        numbers: never names, nothing of yours, and the pictures are not kept.
      </p>
      <ul className="flex flex-col gap-3 text-ink-soft [&_svg]:mt-1 [&_svg]:size-4 [&_svg]:shrink-0 [&>li]:flex [&>li]:gap-3">
        <li>
          <Download aria-hidden /> It downloads about 15 MB, once, and uses some battery.
        </li>
        <li>
          <Hand aria-hidden /> You can pause or stop at any time. Closing this page stops it too.
        </li>
      </ul>
    </>
  )
}
