import type { CourseId, PersonId } from '../core/ids'
import type { FaceTemplate } from '../core/recognition/gallery'
import type { Db } from './db'
import type { Vault } from './vault'

export interface Roster {
  /** Everybody on the course, photos or not, in a fixed order. */
  readonly personIds: readonly PersonId[]
  readonly templates: readonly FaceTemplate[]
}

/** A course's people and what is known of their faces. The only place where a template is opened for comparing. */
export async function loadRoster(db: Db, vault: Vault, courseId: CourseId): Promise<Roster> {
  const rows = await db.person.findMany({
    where: { enrolments: { some: { courseId } } },
    select: { id: true, templates: { select: { id: true, descriptor: true, quality: true } } },
    orderBy: { id: 'asc' },
  })
  return {
    personIds: rows.map(({ id }) => id as PersonId),
    templates: rows.flatMap(({ id, templates }) =>
      templates.map((template) => ({
        personId: id as PersonId,
        descriptor: openDescriptor(vault, template),
        quality: template.quality,
      })),
    ),
  }
}

export const sealDescriptor = (vault: Vault, templateId: string, descriptor: Float32Array): Uint8Array<ArrayBuffer> =>
  vault.seal(new Uint8Array(descriptor.buffer, descriptor.byteOffset, descriptor.byteLength), `template:${templateId}`)

export function openDescriptor(
  vault: Vault,
  { id, descriptor }: { readonly id: string; readonly descriptor: Uint8Array },
): Float32Array {
  const opened = vault.open(descriptor, `template:${id}`)
  if (!opened.ok) throw new Error(`Template ${id} can't be opened: wrong key, or it is damaged.`)
  return new Float32Array(opened.value.buffer)
}
