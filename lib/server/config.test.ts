import { expect, test } from 'vitest'
import { readConfig } from './config'

test('[API-2] nothing is required, and a variable that is set to nothing is not set', () => {
  expect(readConfig({ PORT: '' })).toMatchObject({
    port: 3000,
    host: '0.0.0.0',
    tls: null,
    iceServers: [],
    publicUrl: null,
  })
})

test.each([
  [{ PORT: '70000' }, /PORT/],
  [{ MUSTER_LOG_LEVEL: 'loud' }, /MUSTER_LOG_LEVEL/],
  [{ MUSTER_ICE_SERVERS: '{' }, /MUSTER_ICE_SERVERS: is not JSON/],
  [{ MUSTER_ICE_SERVERS: '[{"urls":5}]' }, /MUSTER_ICE_SERVERS/],
  [{ MUSTER_TLS_CERT: 'a.pem' }, /go together/],
])('[API-2] a wrong setting %j is a sentence that names it', (environment, sentence) => {
  expect(() => readConfig(environment)).toThrow(sentence)
})
