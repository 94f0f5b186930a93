import { afterEach, beforeEach, expect, test } from 'vitest'
import { readConfig, setConfig } from './config'
import { forgetProcessWide } from './process-wide'
import { LOCAL_HEADER, maySetUp, setupToken } from './setup-token'

beforeEach(() => {
  forgetProcessWide()
  setConfig(readConfig({}))
})
afterEach(forgetProcessWide)

const from = (host: string, isLocal: boolean) => new Headers({ host, [LOCAL_HEADER]: isLocal ? '1' : '0' })

test('[AUTH-8] the printed link opens the first run from anywhere, a guess does not', () => {
  const outside = from('192.168.1.20:3000', false)
  expect(maySetUp(outside, setupToken())).toBe(true)
  for (const token of [null, '', setupToken().slice(1), `${setupToken()}x`])
    expect(maySetUp(outside, token)).toBe(false)
})

test('[AUTH-8] the server’s own machine needs no link, by its own names and without a proxy before it', () => {
  for (const host of ['localhost:3000', '127.0.0.1:3000', '[::1]:3000']) {
    expect(maySetUp(from(host, true), null)).toBe(true)
    expect(maySetUp(from(host, false), null)).toBe(false)
  }
  for (const host of ['evil.example:3000', 'localhost.evil.example', '', '::'])
    expect(maySetUp(from(host, true), null)).toBe(false)
  setConfig(readConfig({ MUSTER_PUBLIC_URL: 'https://muster.example.org' }))
  expect(maySetUp(from('localhost:3000', true), null)).toBe(false)
})
