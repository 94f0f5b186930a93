import { expect, test } from 'vitest'
import { judgePhoto, photoProblemSentence, type PhotoFace, type PhotoProblem } from './photo'

const image = { widthPx: 400, heightPx: 400 }

function face(box: PhotoFace['box'], parts: Partial<PhotoFace['quality']> = {}): PhotoFace {
  const quality = { value: 0.8, widthPx: box.width, sharpness: 200, brightness: 120, yaw: 0, rollDeg: 0, ...parts }
  return { box, score: 0.9, quality }
}
const central = { x: 120, y: 120, width: 160, height: 160 }

test('[REC-5] the large central face is the person; a passer-by in the corner does not spoil the photo', () => {
  const person = face(central)
  const judged = judgePhoto([face({ x: 0, y: 0, width: 60, height: 60 }), person], image)
  expect(judged).toEqual({ ok: true, value: person })
})

test.each<[string, PhotoFace[]]>([
  ['no-face', []],
  [
    'several-faces',
    [face({ x: 20, y: 120, width: 150, height: 150 }), face({ x: 230, y: 120, width: 150, height: 150 })],
  ],
  ['face-too-small', [face({ x: 190, y: 190, width: 20, height: 20 })]],
  ['face-cut-off', [face({ x: -80, y: 120, width: 160, height: 160 })]],
  ['turned-away', [face(central, { yaw: -0.8 })]],
  ['too-dark', [face(central, { brightness: 12 })]],
  ['too-bright', [face(central, { brightness: 250 })]],
  ['too-blurred', [face(central, { sharpness: 1 })]],
])('[REC-5] %s is refused with a sentence', (type, faces) => {
  const judged = judgePhoto(faces, image)
  expect(judged.ok).toBe(false)
  if (judged.ok) return
  expect(judged.problem.type).toBe(type)
  expect(photoProblemSentence(judged.problem)).toMatch(/\.$/)
})

test('[REC-5] a picture cut around one face is of that face, whoever stands beside it', () => {
  const person = face({ x: 130, y: 130, width: 150, height: 150 })
  const beside = face({ x: 290, y: 120, width: 145, height: 150 })
  expect(judgePhoto([beside, person], image)).toEqual({ ok: true, value: person })
  // The same two, neither of them in the middle.
  const wide = { widthPx: 560, heightPx: 400 }
  expect(judgePhoto([beside, person], wide)).toMatchObject({ ok: false, problem: { type: 'several-faces' } })
})

test('[REC-5] two more people who are not much smaller make it a picture of a group', () => {
  const person = face({ x: 130, y: 130, width: 140, height: 140 })
  const left = face({ x: 0, y: 130, width: 110, height: 120 })
  const right = face({ x: 290, y: 130, width: 110, height: 120 })
  expect(judgePhoto([person, left], image).ok).toBe(true)
  expect(judgePhoto([person, left, right], image)).toMatchObject({
    ok: false,
    problem: { type: 'several-faces', count: 3 },
  })
})

test('[REC-5] every problem has its own sentence', () => {
  const problems: PhotoProblem[] = [{ type: 'not-a-picture' }, { type: 'several-faces', count: 3 }]
  expect(photoProblemSentence(problems[1] as PhotoProblem)).toContain('3 faces')
  expect(photoProblemSentence(problems[0] as PhotoProblem)).toContain('JPEG')
})
