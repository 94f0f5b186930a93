import { assertNever } from '@/lib/core/assert-never'
import { photoProblemSentence } from '@/lib/core/recognition/photo'
import { fail, ok, type Result } from '@/lib/core/result'
import type { Engine, EngineProgress } from '@/lib/worker/engine/create-engine'
import type { DescribeProblem } from './enrolment'
import type { EnrolledFace } from './people-api'

/** How far the engine is before the first photo. `share` is null while the end is unknown. */
export interface EnginePreparation {
  readonly words: string
  readonly share: number | null
}

/** The page's engine for photos: started with the first photo, kept until `stop`; after that it may be started again. */
export function createPhotoEngine() {
  let starting: Promise<Result<Engine, string>> | null = null

  const start = async (onPreparation: (preparation: EnginePreparation) => void): Promise<Result<Engine, string>> => {
    try {
      const { createEngine } = await import('@/lib/worker/engine/create-engine')
      return ok(await createEngine({ onProgress: (progress) => onPreparation(preparationOf(progress)) }))
    } catch (error) {
      // Both are ordinary: the models could not be fetched, or no backend of this browser can run them.
      starting = null
      const isEngine = error instanceof Error && error.name === 'EngineError'
      return fail(
        isEngine
          ? 'This browser cannot run the face models. Try a current Chrome, Edge, Firefox or Safari.'
          : 'The face models could not be loaded. Check that the coordinator runs and try again.',
      )
    }
  }
  const engineOf = (onPreparation: (preparation: EnginePreparation) => void = () => undefined) =>
    (starting ??= start(onPreparation))

  return {
    prepare: async (onPreparation: (preparation: EnginePreparation) => void): Promise<Result<undefined, string>> => {
      const engine = await engineOf(onPreparation)
      return engine.ok ? ok(undefined) : engine
    },
    describe: async (photo: File): Promise<Result<EnrolledFace, DescribeProblem>> => {
      const engine = await engineOf()
      if (!engine.ok) return fail({ kind: 'failed', reason: engine.problem })
      try {
        const described = await engine.value.describePhoto(photo)
        if (!described.ok) return fail({ kind: 'refused', reason: photoProblemSentence(described.problem) })
        const { quality, box, descriptor } = described.value.face
        return ok({ quality, box, descriptor: [...descriptor], modelVersion: engine.value.info.modelVersion })
      } catch {
        // The engine broke on it and has no other backend left; a new one may do better.
        engine.value.stop()
        starting = null
        return fail({ kind: 'failed', reason: 'The face models stopped while looking at this photo. Try it again.' })
      }
    },
    stop: () => {
      void starting?.then((engine) => engine.ok && engine.value.stop())
      starting = null
    },
  }
}

function preparationOf(progress: EngineProgress): EnginePreparation {
  switch (progress.step) {
    case 'downloading': {
      const { loadedBytes, totalBytes } = progress
      const megabytes = (bytes: number) => (bytes / 1_000_000).toFixed(1)
      return totalBytes > 0
        ? { words: `${megabytes(loadedBytes)} of ${megabytes(totalBytes)} MB`, share: loadedBytes / totalBytes }
        : { words: 'from this computer', share: null }
    }
    case 'calibrating':
      return {
        words: `speed test, step ${progress.done} of ${progress.total}`,
        share: progress.total > 0 ? progress.done / progress.total : null,
      }
    default:
      return assertNever(progress)
  }
}
