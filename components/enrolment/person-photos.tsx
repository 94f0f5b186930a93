'use client'

import { Camera, ImagePlus, Trash2 } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import type { PersonView } from '@/lib/protocol/course-view'
import { Button, IconButton } from '@/components/ui/button'
import { FileDrop } from '@/components/ui/file-drop'
import { Notice } from '@/components/ui/notice'
import { useToast } from '@/components/ui/toast'
import { CameraDialog } from './camera-dialog'
import { PhotoLine } from './enrolment-progress'
import { deletePhoto } from './people-api'
import { useDelayedRemoval } from './use-delayed-removal'
import { useEnrolment } from './use-enrolment'

/** The photos one person is recognised by: add, take, remove. */
export function PersonPhotos({ courseId, person }: { courseId: string; person: PersonView }) {
  const router = useRouter()
  const say = useToast()
  const { enrolment, state } = useEnrolment(courseId)
  const [isCameraOpen, setIsCameraOpen] = useState(false)
  const removal = useDelayedRemoval((photoId, { isParting }) => {
    void deletePhoto(photoId, { isParting }).then((gone) => {
      if (!gone.ok && !isParting) say({ kind: 'failed', text: gone.problem.message })
      if (!isParting) router.refresh()
    })
  })
  const accepted = state.items.filter((item) => item.state.phase === 'accepted').length
  useEffect(() => {
    if (accepted > 0) router.refresh()
  }, [router, accepted])

  const add = (files: readonly File[]) =>
    void enrolment.add([{ ...person, photos: files.map((file) => ({ fileName: file.name, file })) }])
  const photos = person.photos.filter(({ id }) => !removal.hidden.has(id))
  const removed = person.photos.filter(({ id }) => removal.hidden.has(id))
  // Accepted photos stand in the list above as soon as the page has fetched them.
  const underWay = state.items.filter((item) => item.state.phase !== 'accepted')
  return (
    <div className="flex flex-col gap-4">
      {state.phase === 'no-engine' && <Notice kind="warning">{state.remarks[0]}</Notice>}
      {photos.length > 0 ? (
        <ul aria-label="Photos" className="grid grid-cols-3 gap-3">
          {photos.map((photo, index) => (
            <li key={photo.id} className="group relative">
              <img
                src={`/api/v1/photos/${photo.id}`}
                alt={`${person.name}, number ${index + 1}`}
                loading="lazy"
                decoding="async"
                className="aspect-square w-full rounded-md bg-sunken object-cover"
              />
              <IconButton
                label={`Remove photo ${index + 1}`}
                variant="secondary"
                onClick={() => removal.hide(photo.id)}
                className="absolute top-1 right-1"
              >
                <Trash2 aria-hidden />
              </IconButton>
            </li>
          ))}
        </ul>
      ) : (
        <Notice kind="warning">Without a photo {person.name} cannot be recognised and stays absent.</Notice>
      )}
      {/* Here and not in passing: this sheet holds the focus, and the way back must be in its reach. */}
      {removed.map(({ id }) => (
        <Notice
          key={id}
          action={
            <Button variant="secondary" size="sm" onClick={() => removal.undo(id)}>
              Undo
            </Button>
          }
        >
          <span role="status">Photo removed.</span>
        </Notice>
      ))}
      {underWay.length > 0 && (
        <ul aria-label="New photos" aria-live="polite" className="flex flex-col gap-2">
          {underWay.map((item) => (
            <PhotoLine key={item.key} item={item} />
          ))}
        </ul>
      )}
      <FileDrop
        label="Photos of this person"
        hint="Two to five photos from the front, in different light."
        icon={<ImagePlus />}
        accept="image/*"
        isMultiple
        onFiles={add}
      />
      <Button variant="secondary" onClick={() => setIsCameraOpen(true)}>
        <Camera aria-hidden />
        Use the camera
      </Button>
      <CameraDialog isOpen={isCameraOpen} onOpenChange={setIsCameraOpen} onPhoto={(photo) => add([photo])} />
    </div>
  )
}
