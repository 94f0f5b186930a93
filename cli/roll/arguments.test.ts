import { expect, test } from 'vitest'
import { readArguments } from './arguments'

const least = ['--people', 'class', '--video', 'a.mp4', '--out', 'r.xlsx']

test('[CLI-1] the least that works gets the defaults', () => {
  expect(readArguments(least)).toEqual({
    ok: true,
    value: {
      peopleDir: 'class',
      videos: ['a.mp4'],
      outFile: 'r.xlsx',
      jsonFile: null,
      workerCount: 2,
      mode: 'dynamic',
      sampleFps: null,
      presentMinS: null,
      skipBad: false,
    },
  })
})

test('[CLI-1] several videos keep their order', () => {
  const read = readArguments([...least, '--video', 'b.mp4'])
  expect(read.ok && read.value.videos).toEqual(['a.mp4', 'b.mp4'])
})

test.each([
  [['--video', 'a.mp4', '--out', 'r.xlsx'], '--people'],
  [['--people', 'class', '--out', 'r.xlsx'], '--video'],
  [['--people', 'class', '--video', 'a.mp4'], '--out'],
  [['--people', 'class', '--video', 'a.mp4', '--out', 'r.csv'], '.xlsx'],
  [[...least, '--workers', '-1'], '--workers'],
  [[...least, '--workers', 'two'], '--workers'],
  [[...least, '--mode', 'fast'], '--mode'],
  [[...least, '--fps', '0'], '--fps'],
  [[...least, '--present-min', 'x'], '--present-min'],
  [[...least, '--colour'], '--colour'],
])('[CLI-2] %j is refused with a sentence that names %s', (argv, named) => {
  const read = readArguments(argv)
  expect(read.ok).toBe(false)
  expect(!read.ok && read.problem).toContain(named)
})
