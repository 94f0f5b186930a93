'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { deleteSession } from '@/components/courses/course-api'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'

export function DeleteSession({ sessionId, title, courseId }: { sessionId: string; title: string; courseId: string }) {
  const router = useRouter()
  const [isOpen, setIsOpen] = useState(false)
  return (
    <>
      <Button variant="quiet" size="sm" onClick={() => setIsOpen(true)}>
        Delete session
      </Button>
      <ConfirmDialog
        isOpen={isOpen}
        onOpenChange={setIsOpen}
        title={`Delete ${title}?`}
        confirmLabel="Delete session"
        onConfirm={async () => {
          const gone = await deleteSession(sessionId)
          if (!gone.ok) return gone.problem.message
          router.push(`/courses/${courseId}`)
          router.refresh()
          return null
        }}
      >
        Its register, its frames and what devices found in them go. The people of the course stay. This cannot be
        undone.
      </ConfirmDialog>
    </>
  )
}
