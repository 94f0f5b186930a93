import * as tf from '@tensorflow/tfjs-core'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { distance } from '../../core/recognition/distance'
import type { FrameResult } from '../../protocol/report'
import { createNodeEngine, type NodeEngine } from './node'
import { samplePhoto } from './testing/photos'

let engine: NodeEngine
let frame: Buffer
beforeAll(async () => {
  engine = await createNodeEngine()
  frame = await sharp(samplePhoto(6)).resize(1280).jpeg().toBuffer()
})
afterAll(() => engine.stop())

const facesOf = (result: FrameResult | undefined) => (result?.outcome === 'described' ? result.faces : [])

test('[ENG-2] every face of a group photo is found, with landmarks inside its box and a descriptor', async () => {
  const faces = facesOf((await engine.describeFrames([frame]))[0])
  expect(faces).toHaveLength(4)
  for (const { box, landmarks, descriptor, score, quality } of faces) {
    expect(score).toBeGreaterThan(0.5)
    expect(quality.value).toBeGreaterThan(0)
    expect(descriptor).toHaveLength(128)
    const noseX = landmarks[60] ?? 0
    expect(noseX > box.x && noseX < box.x + box.width).toBe(true)
  }
})

test('[ENG-5] a unit leaves no tensor behind, broken frames, an abort and photos included', async () => {
  const broken = new Uint8Array([1, 2, 3])
  await engine.describeFrames([frame])
  const before = tf.memory().numTensors
  await engine.describeFrames([frame, broken])
  const abort = new AbortController()
  const aborted = engine.describeFrames([frame, frame], { signal: abort.signal, onFrame: () => abort.abort() })
  await expect(aborted).rejects.toThrow()
  await engine.describePhoto(frame)
  expect(tf.memory().numTensors).toBe(before)
})

test('[ENG-2] a frame that is no picture is failed by itself; the others of its unit are described', async () => {
  const told: number[] = []
  const results = await engine.describeFrames([new Uint8Array(10), frame], { onFrame: (done) => told.push(done) })
  expect(results[0]).toEqual({ outcome: 'failed', reason: 'undecodable' })
  expect(facesOf(results[1])).toHaveLength(4)
  expect(told).toEqual([1, 2])
})

test('[ENG-6] in a unit of equal frames each face is described once and located in the others', async () => {
  const results = await engine.describeFrames([frame, frame, frame])
  const [alone] = await engine.describeFrames([frame])
  expect(facesOf(alone).every(({ isLocated }) => isLocated === undefined)).toBe(true)
  for (const result of results) {
    expect(facesOf(result).map(({ box }) => box)).toEqual(facesOf(alone).map(({ box }) => box))
    expect(facesOf(result).map(({ descriptor }) => descriptor)).toEqual(
      facesOf(alone).map(({ descriptor }) => descriptor),
    )
  }
  const described = results.flatMap(facesOf).filter(({ isLocated }) => !isLocated)
  expect(described).toHaveLength(4)
})

test('[ENG-6] another picture is looked at anew, a face that moved is followed', async () => {
  const { width, height } = await sharp(frame).metadata()
  const shifted = await sharp(frame).extend({ left: 20, background: '#000' }).toBuffer()
  const moved = await sharp(shifted).extract({ left: 0, top: 0, width, height }).jpeg().toBuffer()
  const other = await sharp(samplePhoto(5)).resize({ height: 720 }).jpeg().toBuffer()
  const [first, second, third] = await engine.describeFrames([frame, moved, other])
  const [otherAlone] = await engine.describeFrames([other])
  expect(facesOf(third)).toHaveLength(5)
  expect(facesOf(third).map(({ box }) => box)).toEqual(facesOf(otherAlone).map(({ box }) => box))
  const known = facesOf(first).map(({ descriptor }) => descriptor)
  expect(facesOf(third).some(({ descriptor }) => known.includes(descriptor))).toBe(false)
  const lefts = (result: FrameResult | undefined) => facesOf(result).map(({ box }) => box.x)
  for (const x of lefts(first)) expect(lefts(second).some((now) => Math.abs(now - x - 20) < 25)).toBe(true)
})

test('[ENG-6] asked for every view, the engine describes each face of each frame for itself', async () => {
  const results = await engine.describeFrames([frame, frame], { views: 'every' })
  expect(results.flatMap(facesOf).filter(({ isLocated }) => !isLocated)).toHaveLength(8)
})

test('[ENG-2] a photo taken sideways is turned upright by what its EXIF says', async () => {
  const portrait = await sharp(samplePhoto(4)).resize(640).jpeg().toBuffer()
  const sideways = await sharp(portrait).rotate(90).withMetadata({ orientation: 8 }).jpeg().toBuffer()
  const [upright, turned] = await engine.describeFrames([portrait, sideways])
  expect(facesOf(turned).length).toBeGreaterThan(0)
  expect(facesOf(turned)).toHaveLength(facesOf(upright).length)
})

test('[ENG-7] a file that is no picture and a photo of several people are refused with their reason', async () => {
  expect(await engine.describePhoto(new Uint8Array(100))).toEqual({ ok: false, problem: { type: 'not-a-picture' } })
  expect(await engine.describePhoto(frame)).toMatchObject({ ok: false, problem: { type: 'several-faces' } })
})

test('[ENG-7] a photo of one person gives a face, its size and a chip to show', async () => {
  const [face] = facesOf((await engine.describeFrames([frame]))[0])
  if (!face) throw new Error('a face is expected in the sample')
  const { x, y, width, height } = face.box
  const region = { left: Math.round(x - width / 4), top: Math.round(y - height / 4) }
  const size = { width: Math.round(width * 1.5), height: Math.round(height * 1.5) }
  const portrait = await sharp(frame)
    .extract({ ...region, ...size })
    .jpeg()
    .toBuffer()
  const described = await engine.describePhoto(portrait)
  if (!described.ok) throw new Error(`refused: ${described.problem.type}`)
  expect(described.value.chip).toHaveLength(150 * 150 * 4)
  const distance = Math.hypot(...described.value.face.descriptor.map((value, i) => value - (face.descriptor[i] ?? 0)))
  expect(distance).toBeLessThan(0.4)
})

test('[ENG-14] a photo that was turned by 35° either way shows the same face', async () => {
  const [face] = facesOf((await engine.describeFrames([frame]))[0])
  if (!face) throw new Error('a face is expected in the sample')
  const { x, y, width, height } = face.box
  const around = { left: Math.round(x - width / 2), top: Math.round(y - height / 2) }
  const portrait = await sharp(frame)
    .extract({ ...around, width: Math.round(2 * width), height: Math.round(2 * height) })
    .jpeg({ quality: 95 })
    .toBuffer()
  const upright = await engine.describePhoto(portrait)
  for (const deg of [35, -35]) {
    const turned = await engine.describePhoto(
      await sharp(portrait).rotate(deg, { background: '#000' }).jpeg().toBuffer(),
    )
    if (!upright.ok || !turned.ok) throw new Error('a face is expected in the portrait')
    expect(distance(turned.value.face.descriptor, upright.value.face.descriptor)).toBeLessThan(0.3)
  }
})
