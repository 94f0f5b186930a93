import type { BrowserContext } from 'playwright'

/** A network that lets no peer path through: only relayed ones are allowed, and there is no relay. */
export async function refuseRelaylessPeers(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super({ ...configuration, iceTransportPolicy: 'relay' })
      }
    }
  })
}
