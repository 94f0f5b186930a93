import { photoProblemSentence } from '@/lib/core/recognition/photo'
import { fail, ok, type Result } from '@/lib/core/result'
import type { Engine } from '@/lib/worker/engine/create-engine'
import type { EnrolledFace } from './people-api'

/** The page's engine for photos: started with the first photo, kept until the page goes. */
export function createPhotoEngine() {
  let starting: Promise<Result<Engine, string>> | null = null
  let isStopped = false

  const start = async (): Promise<Result<Engine, string>> => {
    try {
      const { createEngine } = await import('@/lib/worker/engine/create-engine')
      const engine = await createEngine({})
      if (isStopped) engine.stop()
      return ok(engine)
    } catch {
      starting = null
      return fail('The face models could not be loaded. Check the connection to the coordinator and try again.')
    }
  }
  const engineOf = () => (starting ??= start())

  return {
    prepare: async (): Promise<Result<undefined, string>> => {
      const engine = await engineOf()
      return engine.ok ? ok(undefined) : engine
    },
    describe: async (photo: File): Promise<Result<EnrolledFace, string>> => {
      const engine = await engineOf()
      if (!engine.ok) return engine
      const described = await engine.value.describePhoto(photo)
      if (!described.ok) return fail(photoProblemSentence(described.problem))
      const { face } = described.value
      const { quality, box, descriptor } = face
      return ok({ quality, box, descriptor: [...descriptor], modelVersion: engine.value.info.modelVersion })
    },
    stop: () => {
      isStopped = true
      void starting?.then((engine) => engine.ok && engine.value.stop())
    },
  }
}
