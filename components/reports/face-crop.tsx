import { UserRound } from 'lucide-react'
import { cropPath } from './report-api'

const sizes = { sm: 'size-9', md: 'size-16', lg: 'aspect-square w-full' }

/** A cut-out from the recording. `alt` stays empty where the name stands beside it. */
export function FaceCrop({
  cropKey,
  alt = '',
  size = 'sm',
}: {
  cropKey: string | null
  alt?: string
  size?: keyof typeof sizes
}) {
  if (cropKey === null)
    return (
      <span
        aria-hidden
        className={`grid shrink-0 place-items-center rounded-sm bg-sunken text-ink-faint ${sizes[size]}`}
      >
        <UserRound className="size-1/2" />
      </span>
    )
  return (
    <img
      src={cropPath(cropKey)}
      alt={alt}
      loading="lazy"
      decoding="async"
      className={`shrink-0 rounded-sm bg-sunken object-cover ${sizes[size]}`}
    />
  )
}
