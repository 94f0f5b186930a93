import type { Result } from '@/lib/core/result'
import type { ApiProblem } from '@/components/shell/api-client'
import type { EnrolledFace, PersonDetails, Saved } from './people-api'
import type { FolderPerson } from './people-folder'

export type PhotoState =
  | { readonly phase: 'waiting' }
  | { readonly phase: 'looking' }
  | { readonly phase: 'saving' }
  /** `isNew` false: the same photo was there before, and undo leaves it. */
  | { readonly phase: 'accepted'; readonly photoId: string; readonly isNew: boolean }
  /** The picture's fault; another one is needed. */
  | { readonly phase: 'refused'; readonly reason: string }
  /** Not the picture's fault; worth another try. */
  | { readonly phase: 'failed'; readonly reason: string }

export interface PhotoItem {
  readonly key: number
  readonly number: string
  readonly personName: string
  readonly fileName: string
  readonly file: File
  readonly state: PhotoState
}

export type EnrolmentPhase = 'idle' | 'preparing' | 'running' | 'done' | 'stopped' | 'undoing' | 'undone' | 'no-engine'

export interface EnrolmentState {
  readonly phase: EnrolmentPhase
  readonly items: readonly PhotoItem[]
  /** Seconds until the last photo is done; null while too little is known. */
  readonly remainingS: number | null
  /** How far the engine is while `preparing`. */
  readonly preparation: { readonly words: string; readonly share: number | null } | null
  /** What was left out of the folder, and what went wrong as a whole. */
  readonly remarks: readonly string[]
}

export interface EnrolmentTools {
  /** Gets the engine going; a problem is a sentence. */
  prepare(
    onPreparation: (preparation: NonNullable<EnrolmentState['preparation']>) => void,
  ): Promise<Result<undefined, string>>
  /** Finds and describes the face of a photo. */
  describe(photo: File): Promise<Result<EnrolledFace, DescribeProblem>>
  savePerson(person: PersonDetails): Promise<Result<Saved, ApiProblem>>
  savePhoto(personId: string, photo: File, face: EnrolledFace): Promise<Result<Saved, ApiProblem>>
  deletePhoto(photoId: string): Promise<Result<unknown, ApiProblem>>
  /** Takes back a person that this enrolment made; called only when nothing of the person is left. */
  deletePerson(personId: string): Promise<Result<unknown, ApiProblem>>
  /** Milliseconds on any clock that only goes forward. */
  now(): number
}

/** `refused`: the picture's fault. `failed`: not, so it is worth another try. The reason is a sentence. */
export interface DescribeProblem {
  readonly kind: 'refused' | 'failed'
  readonly reason: string
}

export type Enrolment = ReturnType<typeof createEnrolment>

const SAVES_AT_ONCE = 3

/**
 * Takes people's photos through the engine one after another and saves each as soon as it is accepted. A person comes
 * into being with the first accepted photo, so nobody is on the roster without a face by accident.
 */
export function createEnrolment(tools: EnrolmentTools) {
  let state: EnrolmentState = { phase: 'idle', items: [], remainingS: null, preparation: null, remarks: [] }
  let isRunning = false
  let nextKey = 1
  const listeners = new Set<() => void>()
  const details = new Map<string, PersonDetails>()
  const personIds = new Map<string, Promise<Result<Saved, ApiProblem>>>()
  const saves = new Set<Promise<void>>()

  const set = (change: Partial<EnrolmentState>) => {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }
  const setItem = (key: number, next: PhotoState) =>
    set({ items: state.items.map((item) => (item.key === key ? { ...item, state: next } : item)) })

  /** One request a person, however many photos wait for it; a failed one may be repeated. */
  const personOf = async (number: string) => {
    const person = details.get(number)
    if (!person) throw new Error('a photo without a person')
    const asked = personIds.get(number) ?? tools.savePerson(person)
    personIds.set(number, asked)
    const answer = await asked
    if (!answer.ok) personIds.delete(number)
    return answer
  }

  const save = async (item: PhotoItem, face: EnrolledFace) => {
    setItem(item.key, { phase: 'saving' })
    const person = await personOf(item.number)
    const photo = person.ok ? await tools.savePhoto(person.value.id, item.file, face) : person
    if (photo.ok) return setItem(item.key, { phase: 'accepted', photoId: photo.value.id, isNew: photo.value.isNew })
    const { kind, message } = photo.problem
    setItem(item.key, { phase: kind === 'refused' ? 'refused' : 'failed', reason: message })
  }

  const run = async () => {
    if (isRunning) return
    isRunning = true
    set({ phase: 'preparing' })
    const ready = await tools.prepare((preparation) => set({ preparation }))
    if (!ready.ok) {
      isRunning = false
      return set({ phase: 'no-engine', remarks: [ready.problem] })
    }
    // Stopped while the models were loading.
    if (state.phase === 'preparing') set({ phase: 'running', preparation: null })
    const startedAt = tools.now()
    let looked = 0
    for (;;) {
      const item =
        state.phase === 'running' ? state.items.find(({ state: { phase } }) => phase === 'waiting') : undefined
      if (!item) break
      setItem(item.key, { phase: 'looking' })
      const described = await tools.describe(item.file)
      looked += 1
      if (described.ok) {
        const saving = save(item, described.value).finally(() => saves.delete(saving))
        saves.add(saving)
        if (saves.size >= SAVES_AT_ONCE) await Promise.race(saves)
      } else setItem(item.key, { phase: described.problem.kind, reason: described.problem.reason })
      const waiting = state.items.filter(({ state: { phase } }) => phase === 'waiting').length
      set({ remainingS: looked < 3 ? null : ((tools.now() - startedAt) / 1000 / looked) * waiting })
    }
    await Promise.all(saves)
    isRunning = false
    // Somebody added more or pressed retry while the last ones were being saved.
    if (state.phase === 'running' && state.items.some(({ state: { phase } }) => phase === 'waiting')) return run()
    set({ phase: state.phase === 'running' ? 'done' : state.phase, remainingS: null })
  }

  return {
    getState: () => state,
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    add: (people: readonly FolderPerson<File>[], remarks: readonly string[] = []) => {
      const items = people.flatMap((person) => {
        const { number, name, email } = person
        details.set(number, { number, name, email })
        return person.photos.map(({ fileName, file }): PhotoItem => {
          return { key: nextKey++, number, personName: name, fileName, file, state: { phase: 'waiting' } }
        })
      })
      set({ items: [...state.items, ...items], remarks: [...state.remarks, ...remarks] })
      return run()
    },
    /** Photos that failed, refused ones not: they would be refused again. */
    retry: () => {
      const items = state.items.map((item) =>
        item.state.phase === 'failed' ? { ...item, state: { phase: 'waiting' } as const } : item,
      )
      set({ items, remarks: [] })
      return run()
    },
    /** What is accepted stays; the rest is left out. */
    stop: () => {
      if (state.phase !== 'running' && state.phase !== 'preparing') return
      set({ phase: 'stopped', items: state.items.filter(({ state: { phase } }) => phase !== 'waiting') })
    },
    /** Takes back every photo that this enrolment saved, and the people who came with them. Resolves to a problem. */
    undo: async (): Promise<string | null> => {
      set({ phase: 'undoing' })
      await Promise.all(saves)
      for (const item of state.items) {
        if (item.state.phase !== 'accepted' || !item.state.isNew) continue
        const gone = await tools.deletePhoto(item.state.photoId)
        if (!gone.ok) {
          set({ phase: 'done' })
          return gone.problem.message
        }
        set({ items: state.items.filter(({ key }) => key !== item.key) })
      }
      for (const asked of personIds.values()) {
        const person = await asked
        if (person.ok && person.value.isNew) await tools.deletePerson(person.value.id)
      }
      set({ phase: 'undone', items: [], remarks: [] })
      return null
    },
  }
}

/** How many photos are in which state, and which people still have none. */
export function countEnrolment(items: readonly PhotoItem[]) {
  const count = (phase: PhotoState['phase']) => items.filter((item) => item.state.phase === phase).length
  const all = new Map(items.map((item) => [item.number, item.personName]))
  for (const item of items) if (item.state.phase !== 'refused' && item.state.phase !== 'failed') all.delete(item.number)
  const accepted = count('accepted')
  const refused = count('refused')
  const failed = count('failed')
  const people = new Set(items.filter((item) => item.state.phase === 'accepted').map((item) => item.number)).size
  return {
    total: items.length,
    accepted,
    refused,
    failed,
    done: accepted + refused + failed,
    people,
    withoutPhoto: [...all],
  }
}
