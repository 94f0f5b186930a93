/** A JPEG of somebody's face: for this browser only, and not for the disk cache of a shared computer. */
export const picture = (bytes: Uint8Array): Response =>
  new Response(Uint8Array.from(bytes), {
    headers: {
      'content-type': 'image/jpeg',
      'cache-control': 'private, no-store',
      'content-security-policy': "default-src 'none'",
    },
  })
