import { mkdir, stat } from 'node:fs/promises'
import { extname, join, resolve } from 'node:path'
import { drawsPictures } from '../../lib/protocol/unit'
import { createSession, examine } from '../site/class-session'
import { createCourse } from '../site/enrol'
import { openSite } from '../site/open-site'
import type { ExamineArguments } from './arguments'
import { BadInput } from './bad-input'
import { toPhotoJson } from './examination-json'
import { listPhotos } from './photos-folder'
import { showProgress } from './progress'
import { writeWhole } from './write-whole'

/** `roll --operation`: other work than the roll for every picture below a folder, on the site's own pages (docs/adr/0002). */
export async function runExamination({ operation, photosDir, jsonFile, outDir, ...taking }: ExamineArguments) {
  const photos = await listPhotos(photosDir)
  if (!photos.ok) throw new BadInput(photos.problem)
  const outFolder = outDir === null ? null : resolve(outDir)
  if (outFolder && (await stat(outFolder).catch(() => null))?.isFile())
    throw new BadInput(`${outDir} is a file; --out wants a folder.`)
  if (jsonFile !== null && (await stat(jsonFile).catch(() => null))?.isDirectory())
    throw new BadInput(`${jsonFile} is a folder; --json wants a file.`)
  const progress = showProgress()
  const site = await openSite()
  const stopOnSignal = () => void site.stop().finally(() => process.exit(130))
  process.once('SIGINT', stopOnSignal).once('SIGTERM', stopOnSignal)
  try {
    const session = await createSession(site, await createCourse(site, 'Pictures'), operation)
    const readable = photos.value.filter(({ isReadable }) => isReadable).map(({ path }) => resolve(path))
    const startedAt = performance.now()
    const view = await examine(site, session, {
      ...{ ...taking, operation, videos: readable, sampleFps: null, onView: progress.working },
    })
    const results = toPhotoJson(operation, photos.value, view)
    const drawn = new Map(view.pictures.map(({ atS, pictureKey }) => [atS, pictureKey]))
    if (outFolder) await mkdir(outFolder, { recursive: true })
    let place = 0
    for (const [index, { file, isReadable }] of photos.value.entries()) {
      const key = isReadable ? drawn.get(place++) : null
      if (!outFolder) continue
      // The whole name stays, for a.png and a.jpg may lie side by side.
      const name = join(outFolder, ...file.split('/'))
      if (!drawsPictures(operation)) await writeWhole(`${name}.json`, `${JSON.stringify(results[index], null, 2)}\n`)
      else if (key) {
        const response = await site.faculty.request.get(`/api/v1/pictures/${key}`)
        if (!response.ok()) throw new Error(`a picture could not be fetched (${response.status()})`)
        await writeWhole(/^\.jpe?g$/i.test(extname(name)) ? name : `${name}.jpg`, await response.body())
      }
    }
    if (jsonFile) await writeWhole(jsonFile, `${JSON.stringify({ photos: results })}\n`)
    progress.stop()
    const faces = results.reduce((sum, photo) => sum + photo.faces.length, 0)
    const refused = results.filter(({ reason }) => reason !== undefined)
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    console.log(
      `${results.length} pictures, ${faces} faces, ${refused.length} refused, in ${seconds} s (${operation}).`,
    )
    for (const { file, reason } of refused.slice(0, 20)) console.log(`  ${file}: ${reason}`)
    if (refused.length > 20) console.log(`  … and ${refused.length - 20} more`)
    console.log(`Results: ${[jsonFile, outFolder].flatMap((path) => (path ? resolve(path) : [])).join(', ')}`)
  } finally {
    progress.stop()
    await site.stop()
  }
}
