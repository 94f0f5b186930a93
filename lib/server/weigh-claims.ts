import type { CourseId } from '../core/ids'
import { buildGallery } from '../core/recognition/gallery'
import type { PresenceClaim } from '../core/witness/claim'
import { weighClaim, type WeighedClaim } from '../core/witness/weigh-claim'
import type { Db } from './db'
import { loadRoster } from './roster'
import type { Vault } from './vault'

/** Plain data: it crosses threads. */
export interface WeighRequest {
  readonly courseId: CourseId
  readonly frameCount: number
  readonly claims: readonly PresenceClaim[]
}

/** What each claim is worth against the course's people as they are now, in the order of the claims. */
export async function weighClaims(
  db: Db,
  vault: Vault,
  { courseId, frameCount, claims }: WeighRequest,
): Promise<readonly WeighedClaim[]> {
  const { templates } = await loadRoster(db, vault, courseId)
  const gallery = buildGallery(templates)
  return claims.map((claim) => weighClaim({ claim, gallery, frameCount }))
}
