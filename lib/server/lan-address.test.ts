import type { networkInterfaces } from 'node:os'
import { expect, test } from 'vitest'
import { lanAddresses, siteUrl } from './lan-address'

const ipv4 = (address: string, internal = false) =>
  ({ family: 'IPv4', address, internal, netmask: '', mac: '', cidr: null }) as const
const interfaces = {
  lo: [ipv4('127.0.0.1', true)],
  docker0: [ipv4('172.17.0.1')],
  eth0: [{ ...ipv4('fe80::1'), family: 'IPv6', scopeid: 0 }, ipv4('203.0.113.9')],
  wlan0: [ipv4('192.168.1.20')],
  dead0: [ipv4('169.254.3.3')],
} satisfies ReturnType<typeof networkInterfaces>

test('[API-1] the address for the room is one that phones reach, private and real networks first', () => {
  expect(lanAddresses(interfaces)).toEqual(['192.168.1.20', '203.0.113.9', '172.17.0.1'])
})

test.each([
  ['localhost:3000', 'http://192.168.1.20:3000'],
  ['127.0.0.1:3000', 'http://192.168.1.20:3000'],
  ['[::1]:3000', 'http://192.168.1.20:3000'],
  ['class.example.org', 'http://class.example.org'],
  ['192.168.1.21:8080', 'http://192.168.1.21:8080'],
])('[API-1] a page opened on %s sends volunteers to %s', (host, url) => {
  expect(siteUrl({ host, isHttps: false, publicUrl: null, addresses: ['192.168.1.20'] })).toBe(url)
})

test('[API-1] a configured address wins; without any network the machine’s own name is all there is', () => {
  const here = { host: 'localhost:3000', isHttps: true, addresses: [] }
  expect(siteUrl({ ...here, publicUrl: 'https://muster.example.org' })).toBe('https://muster.example.org')
  expect(siteUrl({ ...here, publicUrl: null })).toBe('https://localhost:3000')
})
