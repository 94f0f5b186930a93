import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { samplesFolder } from './make-clip'
import { demoPeople } from './scene'

/** Side of the cut-out ÷ width of the photo: a head with some room round it. */
const cutShare = 0.2

/** Writes a folder of people as `roll` wants it: one photo each, a head cut out of a sample photo, and people.csv. */
export async function makePeople(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true })
  for (const { number, photo, head } of demoPeople) {
    const picture = sharp(join(samplesFolder, photo)).rotate()
    // The samples are stored upright, so the size before turning is the size after it.
    const { width, height } = await picture.metadata()
    const sidePx = Math.round(cutShare * width)
    const corner = (share: number, length: number) =>
      Math.max(0, Math.min(length - sidePx, Math.round(share * length - sidePx / 2)))
    const cut = await picture
      .extract({ left: corner(head.x, width), top: corner(head.y, height), width: sidePx, height: sidePx })
      .jpeg({ quality: 92 })
      .toBuffer()
    await mkdir(join(dir, number), { recursive: true })
    await writeFile(join(dir, number, 'photo-1.jpg'), cut)
  }
  const lines = demoPeople.map(({ number, name }) => `${number},${name},`)
  await writeFile(join(dir, 'people.csv'), `${['id,name,email', ...lines].join('\n')}\n`)
}
