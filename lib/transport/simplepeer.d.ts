/** The prebuilt browser bundle of simple-peer 9.11 (its source entry wants Node's stream and Buffer). Only what we use. */
declare module 'simple-peer/simplepeer.min.js' {
  interface SimplePeerOptions {
    readonly initiator: boolean
    readonly trickle: boolean
    readonly objectMode: boolean
    readonly config: RTCConfiguration
    readonly channelConfig?: RTCDataChannelInit
  }

  export default class SimplePeer {
    static readonly WEBRTC_SUPPORT: boolean
    constructor(options: SimplePeerOptions)
    readonly destroyed: boolean
    /** Not documented, but the only way to its water mark and its event; null before negotiation. */
    readonly _channel: RTCDataChannel | null
    signal(data: object): void
    send(data: Uint8Array<ArrayBuffer>): void
    destroy(): void
    on(event: 'signal', listener: (data: object) => void): this
    on(event: 'connect' | 'close', listener: () => void): this
    on(event: 'data', listener: (data: Uint8Array | string) => void): this
    on(event: 'error', listener: (error: Error) => void): this
  }
}
