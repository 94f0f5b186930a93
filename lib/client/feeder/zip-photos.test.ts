import fc from 'fast-check'
import { zipSync, type Zippable } from 'fflate'
import { describe, expect, test } from 'vitest'
import { listZipPhotos } from './zip-photos'

const zipOf = (files: Zippable) => new Blob([new Uint8Array(zipSync(files))])
const bytesOf = async (blob: Blob | null) => blob && [...new Uint8Array(await blob.arrayBuffer())]
const picture = (length: number) => Uint8Array.from({ length }, (_, index) => (index * 7919) % 251)

describe('photos in a zip', () => {
  test('[VID-15] come by name, unpacked as they were, whether stored or deflated', async () => {
    const zip = zipOf({
      'class/photo-10.jpg': picture(5_000),
      'class/photo-9.JPG': [picture(70_000), { level: 0 }],
      'class/notes.txt': picture(10),
      '__MACOSX/class/._photo-9.jpg': picture(10),
    })
    const listed = await listZipPhotos(zip)
    if (!listed.ok) throw new Error(listed.problem.type)
    expect(listed.value.map(({ name }) => name)).toEqual(['class/photo-9.JPG', 'class/photo-10.jpg'])
    const unpacked = await Promise.all(listed.value.map(async ({ read }) => bytesOf(await read())))
    expect(unpacked).toEqual([[...picture(70_000)], [...picture(5_000)]])
  })

  test('[VID-16] a bomb is refused before it is unpacked', async () => {
    const bomb = zipOf({ 'huge.jpg': [new Uint8Array(8_000_000), { level: 9 }] })
    expect(await listZipPhotos(bomb)).toEqual({ ok: false, problem: { type: 'zip-refused', why: 'too-large' } })
  })

  test('[VID-16] a bomb that claims to be small gives nothing', async () => {
    const bytes = new Uint8Array(zipSync({ 'huge.jpg': [new Uint8Array(8_000_000), { level: 9 }] }))
    const view = new DataView(bytes.buffer)
    const entryAt = view.getUint32(bytes.length - 22 + 16, true)
    view.setUint32(entryAt + 24, 1_000, true)
    const listed = await listZipPhotos(new Blob([bytes]))
    if (!listed.ok) throw new Error(listed.problem.type)
    expect(await listed.value[0]?.read()).toBeNull()
  })

  test('[VID-16] more files than a class has photos are refused', async () => {
    const many = Object.fromEntries(Array.from({ length: 2_001 }, (_, index) => [`${index}.jpg`, new Uint8Array(1)]))
    expect(await listZipPhotos(zipOf(many))).toEqual({ ok: false, problem: { type: 'zip-refused', why: 'too-many' } })
  })

  test('[VID-17] whatever bytes come, they are read or refused, never thrown on', async () => {
    const whole = new Uint8Array(zipSync({ 'a.jpg': picture(300), 'b.png': picture(900) }))
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ at: fc.nat(whole.length - 1), value: fc.nat(255) }), { maxLength: 12 }),
        fc.nat(whole.length),
        async (changes, length) => {
          const bytes = whole.slice()
          for (const { at, value } of changes) bytes[at] = value
          const listed = await listZipPhotos(new Blob([bytes.slice(0, length)]))
          if (listed.ok) for (const { read } of listed.value) await read()
        },
      ),
      { numRuns: 300 },
    )
  })
})
