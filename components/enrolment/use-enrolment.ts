import { useEffect, useState, useSyncExternalStore } from 'react'
import { createPhotoEngine } from './browser-engine'
import { createEnrolment } from './enrolment'
import { deletePerson, deletePhoto, savePerson, savePhoto } from './people-api'

/** An enrolment of this page, with the engine and the HTTP API in its hands. Stops with the component. */
export function useEnrolment(courseId: string) {
  const [{ engine, enrolment }] = useState(() => {
    const engine = createPhotoEngine()
    const tools = {
      prepare: engine.prepare,
      describe: engine.describe,
      savePerson: (person: Parameters<typeof savePerson>[1]) => savePerson(courseId, person),
      savePhoto,
      deletePhoto: (photoId: string) => deletePhoto(photoId),
      deletePerson,
      now: () => performance.now(),
    }
    return { engine, enrolment: createEnrolment(tools) }
  })
  useEffect(
    () => () => {
      enrolment.stop()
      engine.stop()
    },
    [engine, enrolment],
  )
  const state = useSyncExternalStore(enrolment.subscribe, enrolment.getState, enrolment.getState)
  return { enrolment, state }
}
