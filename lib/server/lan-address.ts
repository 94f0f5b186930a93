import { networkInterfaces } from 'node:os'

/** Interfaces that exist on the machine only, for containers and virtual machines: a phone can't reach those. */
const INNER = /^(docker|br-|veth|virbr|vmnet|vboxnet|cni|flannel|lxc|utun|tun|tap|zt)/i
const PRIVATE = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/
const LINK_LOCAL = /^169\.254\./

/** IPv4 addresses by which other devices in the room reach this machine, likeliest first. Empty when it is alone. */
export function lanAddresses(interfaces = networkInterfaces()): string[] {
  const rank = (name: string, address: string) => (INNER.test(name) ? 2 : 0) + (PRIVATE.test(address) ? 0 : 1)
  return Object.entries(interfaces)
    .flatMap(([name, entries]) => (entries ?? []).map((entry) => ({ name, ...entry })))
    .filter(({ family, internal, address }) => family === 'IPv4' && !internal && !LINK_LOCAL.test(address))
    .sort((one, two) => rank(one.name, one.address) - rank(two.name, two.address))
    .map(({ address }) => address)
}

/**
 * Where the site is for others. `host` is what the asking page was opened on (`Host`, with its port): if that is a name
 * only this machine understands, its LAN address takes its place.
 */
export function siteUrl({
  host,
  isHttps,
  publicUrl,
  addresses = lanAddresses(),
}: {
  readonly host: string
  readonly isHttps: boolean
  readonly publicUrl: string | null
  readonly addresses?: readonly string[]
}): string {
  if (publicUrl) return publicUrl
  const opened = URL.canParse(`http://${host}`) ? new URL(`http://${host}`) : new URL('http://localhost')
  const isOwnName =
    /^(localhost|127\.|0\.0\.0\.0|\[::1?\]$)/.test(opened.hostname) || opened.hostname.endsWith('.localhost')
  const name = isOwnName ? (addresses[0] ?? opened.hostname) : opened.hostname
  return `${isHttps ? 'https' : 'http'}://${name}${opened.port ? `:${opened.port}` : ''}`
}
