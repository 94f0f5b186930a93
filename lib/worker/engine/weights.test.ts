import { expect, test } from 'vitest'
import { readWeights } from './weights'

const layout = [
  {
    paths: ['x.bin'],
    weights: [
      { name: 'a', shape: [2], dtype: 'float32', quantization: { dtype: 'uint8', scale: 0.5, min: -1 } },
      { name: 'skip', shape: [], dtype: 'int32', quantization: { dtype: 'uint8', scale: 1, min: 0 } },
      { name: 'b', shape: [1, 1], dtype: 'float32' },
    ],
  },
]
const bytes = new Uint8Array([0, 4, 7, 0, 0, 128, 63])

test('[ENG-1] weights are dequantised and keep their names and shapes', () => {
  const weights = readWeights(layout, bytes.buffer)
  expect([...(weights.get('a')?.values ?? [])]).toEqual([-1, 1])
  expect(weights.get('b')).toEqual({ shape: [1, 1], values: new Float32Array([1]) })
  expect(weights.has('skip')).toBe(false)
})

test('[ENG-1] bytes that don’t fit their layout are refused', () => {
  expect(() => readWeights(layout, bytes.buffer.slice(0, 5))).toThrow('weights end before b')
  expect(() => readWeights(layout, new ArrayBuffer(12))).toThrow('longer than their layout')
})
