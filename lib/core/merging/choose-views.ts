import type { RecognitionPolicy } from '../recognition/recognition-policy'
import type { FaceTrack, TrackedFace } from './follow-faces'

/**
 * The views that vote for a track: the best of each of `viewCount` equal parts of it, for neighbours in time say the
 * same thing twice. Views below the evidence gate don't vote; a track of nothing else has no vote. Nor do faces that were only
 * located: theirs would be another view's vote, cast twice.
 */
export function chooseViews(track: FaceTrack, policy: RecognitionPolicy): TrackedFace[] {
  const able = track.filter((view) => isEvidence(view, policy))
  const parts = Math.min(policy.voting.viewCount, able.length)
  const chosen: TrackedFace[] = []
  for (let part = 0; part < parts; part++) {
    const from = Math.floor((part * able.length) / parts)
    const to = Math.floor(((part + 1) * able.length) / parts)
    let best = able[from]
    for (let i = from + 1; i < to; i++) {
      const view = able[i]
      if (view && best && view.face.quality.value > best.face.quality.value) best = view
    }
    if (best) chosen.push(best)
  }
  return chosen
}

function isEvidence({ face }: TrackedFace, { evidence }: RecognitionPolicy): boolean {
  const { quality } = face
  return (
    face.isLocated === undefined &&
    quality.widthPx >= evidence.minWidthPx &&
    quality.sharpness >= evidence.minSharpness &&
    Math.abs(quality.yaw) <= evidence.maxYaw &&
    quality.brightness >= evidence.brightness[0] &&
    quality.brightness <= evidence.brightness[1] &&
    quality.value >= evidence.minQuality
  )
}
