import { X } from 'lucide-react'
import { IconButton } from '@/components/ui/button'

/** A list of a thousand photos helps nobody. */
const MOST_SHOWN = 12

/** What will be read when Start is pressed, with a way to take each back. */
export function ChosenFiles({ files, onRemove }: { files: readonly File[]; onRemove: (file: File) => void }) {
  if (files.length === 0) return null
  return (
    <ul aria-label="Chosen files" className="flex flex-col gap-2">
      {files.slice(0, MOST_SHOWN).map((file, index) => (
        <li
          key={`${index}|${file.name}|${file.size}|${file.lastModified}`}
          className="flex items-center justify-between gap-3 rounded-md border border-line px-3 py-2 text-sm"
        >
          <span className="min-w-0 truncate font-medium">{file.name}</span>
          <span className="ml-auto shrink-0 text-ink-faint tabular-nums">{sizeText(file.size)}</span>
          <IconButton label={`Remove ${file.name}`} onClick={() => onRemove(file)}>
            <X aria-hidden />
          </IconButton>
        </li>
      ))}
      {files.length > MOST_SHOWN && (
        <li className="px-3 text-sm text-ink-soft">and {files.length - MOST_SHOWN} more</li>
      )}
    </ul>
  )
}

export function sizeText(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.ceil(bytes / 1_000)} kB`
  return bytes < 1_000_000_000 ? `${(bytes / 1_000_000).toFixed(1)} MB` : `${(bytes / 1_000_000_000).toFixed(2)} GB`
}
