import { expect, test } from 'vitest'
import { readArguments } from './arguments'

const least = ['--people', 'class', '--video', 'a.mp4', '--out', 'r.xlsx']

test('[CLI-1] the least that works gets the defaults', () => {
  expect(readArguments(least)).toEqual({
    ok: true,
    value: {
      type: 'roll',
      options: {
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
    },
  })
})

test('[CLI-3] other work than the roll needs the pictures and a place for what comes out', () => {
  expect(readArguments(['--operation', 'describe', '--photos', 'class', '--json', 'f.json'])).toEqual({
    ok: true,
    value: {
      type: 'examine',
      options: {
        operation: 'describe',
        photosDir: 'class',
        jsonFile: 'f.json',
        outDir: null,
        workerCount: 2,
        mode: 'dynamic',
      },
    },
  })
})

test('[CLI-1] several videos keep their order', () => {
  const read = readArguments([...least, '--video', 'b.mp4'])
  expect(read).toMatchObject({ ok: true, value: { options: { videos: ['a.mp4', 'b.mp4'] } } })
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
  [[...least, '--operation', 'emotions'], '--operation'],
  [[...least, '--photos', 'class'], '--photos'],
  [['--operation', 'describe', '--json', 'f.json'], '--photos'],
  [['--operation', 'describe', '--photos', 'class'], '--json'],
  [['--operation', 'edges', '--photos', 'class', '--json', 'f.json'], '--out'],
  [['--operation', 'detect', '--photos', 'class'], '--out'],
  [['--operation', 'describe', '--photos', 'class', '--json', 'f.json', '--video', 'a.mp4'], '--video'],
  [['--operation', 'describe', '--photos', 'class', '--json', 'f.json', '--workers', '99'], '--workers'],
])('[CLI-2] %j is refused with a sentence that names %s', (argv, named) => {
  const read = readArguments(argv)
  expect(read.ok).toBe(false)
  expect(!read.ok && read.problem).toContain(named)
})
