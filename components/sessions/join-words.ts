/** A join code in groups that the eye keeps and a person can type: "KTM 4WX". */
export const spacedCode = (code: string): string => {
  const half = Math.ceil(code.length / 2)
  return code.length > 4 ? `${code.slice(0, half)} ${code.slice(half)}` : code
}

/** A link without what nobody needs to type. */
export const shortUrl = (url: string): string => url.replace(/^https?:\/\//, '').replace(/\/join\/.*$/, '/join')

export const devicesJoined = (count: number): string =>
  count === 0 ? 'No device has joined yet' : count === 1 ? '1 device has joined' : `${count} devices have joined`
