import { Download, Images } from 'lucide-react'
import type { ExaminationView, ExaminedPicture } from '@/lib/protocol/examination-view'
import { buttonStyle } from '@/components/ui/button-style'
import { EmptyState } from '@/components/ui/empty-state'
import { examinationPath, picturePath } from './use-examination'

/** A long recording gives thousands; the file to download has all of them. */
const MOST_SHOWN = 200

/** What came of other work than the roll: drawn pictures to look at, and everything as a file. */
export function ExaminationPanel({ sessionId, examination }: { sessionId: string; examination: ExaminationView }) {
  const { pictures, operation } = examination
  const faceCount = pictures.reduce((sum, { faces }) => sum + faces.length, 0)
  const refusedCount = pictures.filter(({ reason }) => reason !== null).length
  if (pictures.length === 0)
    return (
      <EmptyState icon={<Images />} title="Nothing has been looked at yet" headingLevel={2}>
        Pictures appear here as the devices answer.
      </EmptyState>
    )
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p role="status">
          {countOf(pictures.length, 'picture')}
          {operation !== 'edges' && `, ${countOf(faceCount, 'face')}`}
          {refusedCount > 0 && `, ${refusedCount} not usable`}
        </p>
        <a href={examinationPath(sessionId)} download={`${operation}.json`} className={buttonStyle('secondary')}>
          <Download aria-hidden />
          Download as JSON
        </a>
      </div>
      <ul aria-label="Pictures" className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,18rem),1fr))] gap-4">
        {pictures.slice(0, MOST_SHOWN).map((picture) => (
          <PictureCard key={`${picture.file} ${picture.atS}`} picture={picture} />
        ))}
      </ul>
      {pictures.length > MOST_SHOWN && (
        <p className="text-ink-soft">{pictures.length - MOST_SHOWN} more are in the file to download.</p>
      )}
    </div>
  )
}

function PictureCard({ picture }: { picture: ExaminedPicture }) {
  const { file, faces, pictureKey, reason, widthPx, heightPx, chosen } = picture
  return (
    <li className="flex flex-col gap-2 rounded-lg border border-line p-3 text-sm">
      {pictureKey !== null && (
        <a href={picturePath(pictureKey)} aria-label={`${file}, full size`}>
          {/* Sealed pictures of people, served to their owner only: nothing for an image optimiser to keep. */}
          <img
            src={picturePath(pictureKey)}
            alt={`${file}, ${countOf(faces.length, 'face')} found`}
            width={widthPx}
            height={heightPx}
            loading="lazy"
            className="h-auto w-full rounded-md"
          />
        </a>
      )}
      <span className="font-medium break-all">{file}</span>
      <span className="text-ink-soft">
        {reason ?? countOf(faces.length, 'face')}
        {chosen !== null && faces.length > 1 && `, number ${chosen + 1} is the one to enrol`}
      </span>
    </li>
  )
}

const countOf = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`
