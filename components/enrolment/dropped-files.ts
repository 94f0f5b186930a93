import type { PathFile } from './people-folder'

/** Files of an input with `webkitdirectory`, with the paths the browser gives them. */
export const filesWithPaths = (files: readonly File[]): PathFile<File>[] =>
  files.map((file) => ({ path: file.webkitRelativePath || file.name, file }))

/** Walks dropped folders. Must be called inside the drop event: the entries are gone after it. */
export function readDroppedItems(items: DataTransferItemList): Promise<PathFile<File>[]> {
  const entries = [...items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null)
  return Promise.all(entries.map(walk)).then((lists) => lists.flat())
}

async function walk(entry: FileSystemEntry): Promise<PathFile<File>[]> {
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject))
    return [{ path: entry.fullPath.replace(/^\//, ''), file }]
  }
  if (!isDirectory(entry)) return []
  const reader = entry.createReader()
  const found: PathFile<File>[] = []
  for (;;) {
    // A reader hands out at most a hundred entries a call (Chrome) and an empty list at the end.
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (batch.length === 0) return found
    for (const child of batch) found.push(...(await walk(child)))
  }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile
const isDirectory = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory
