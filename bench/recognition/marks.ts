import { markPeople, type MarkStatus } from '../../lib/core/attendance/mark'
import type { DescribedFrame, Roll } from '../../lib/core/merging/roll'
import { takeRoll } from '../../lib/core/merging/take-roll'
import { brand, type PersonId } from '../../lib/core/ids'
import { buildGallery, type FaceTemplate, type Gallery } from '../../lib/core/recognition/gallery'
import { RECOGNITION_POLICY, type RecognitionPolicy } from '../../lib/core/recognition/recognition-policy'
import type { Clip } from './clips'
import { listPeople, type PhotoBook } from './photos'

/** Templates of everybody in the test data, from the photos that are there to enrol. */
export async function enrolEverybody(dataDir: string, book: PhotoBook): Promise<FaceTemplate[]> {
  const templates: FaceTemplate[] = []
  for (const { slug, enrol } of listPeople(dataDir)) {
    for (const path of enrol) {
      const answer = await book.describe(path)
      if ('face' in answer)
        templates.push({
          personId: brand<PersonId>(slug),
          descriptor: answer.face.descriptor,
          quality: answer.face.quality.value,
        })
    }
  }
  return templates
}

export interface ClipMarks {
  readonly clip: string
  /** Expected people by what they were marked. */
  readonly right: readonly string[]
  readonly inReview: readonly string[]
  readonly missed: readonly string[]
  /** People who are not there, marked all the same; and those a human is asked about. */
  readonly wrong: readonly string[]
  readonly wrongReviews: readonly string[]
  readonly roll: Roll
}

const MARKED: ReadonlySet<MarkStatus> = new Set(['present', 'late', 'left-early'])

/** The register of one clip, held against its truth, everybody being enrolled. */
export function markClip(
  { name, truth, periodMs }: Pick<Clip, 'name' | 'truth' | 'periodMs'>,
  frames: readonly DescribedFrame[],
  gallery: Gallery,
  policy: RecognitionPolicy = RECOGNITION_POLICY,
): ClipMarks {
  const sampleS = periodMs / 1000
  const roll = takeRoll({ frames, gallery, policy, sampleS })
  const marks = markPeople({ roster: gallery.personIds, roll, classDurationS: truth.duration_s, sampleS })
  const statusOf = new Map<string, MarkStatus>(marks.map(({ personId, status }) => [personId, status]))
  const isMarked = (person: string) => MARKED.has(statusOf.get(person) ?? 'absent')
  const isReviewed = (person: string) => statusOf.get(person) === 'review'
  const { expected_present: expected, enrolled_but_absent: absent } = truth
  return {
    clip: name,
    right: expected.filter(isMarked),
    inReview: expected.filter(isReviewed),
    missed: expected.filter((person) => !isMarked(person) && !isReviewed(person)),
    wrong: absent.filter(isMarked),
    wrongReviews: absent.filter(isReviewed),
    roll,
  }
}

export const galleryOf = (
  templates: readonly FaceTemplate[],
  policy: RecognitionPolicy = RECOGNITION_POLICY,
): Gallery => buildGallery(templates, policy)
