import { ok, type Result } from '../../core/result'
import type { MediaToOpen } from './decode-messages'
import type { FileProblem } from './file-problem'
import { readerOf, type FrameReader } from './frame-reader'
import { openVideo } from './open-video'
import { openPhotos } from './photos-source'

/** Opens what the user chose, on the thread that calls it. */
export async function openMedia(media: MediaToOpen): Promise<Result<FrameReader, FileProblem>> {
  const opened = media.kind === 'video' ? await openVideo(media.file) : await openPhotos(media.files)
  return opened.ok ? ok(readerOf(opened.value.source, opened.value.why)) : opened
}
