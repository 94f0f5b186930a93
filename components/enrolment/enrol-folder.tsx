'use client'

import { FolderOpen } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { ErrorState } from '@/components/ui/error-state'
import { FileDrop } from '@/components/ui/file-drop'
import { filesWithPaths, readDroppedItems } from './dropped-files'
import { countEnrolment } from './enrolment'
import { EnrolmentProgress } from './enrolment-progress'
import { parsePeopleCsv } from './people-csv'
import { findPeopleCsv, type PathFile, readPeopleFolder } from './people-folder'
import { useEnrolment } from './use-enrolment'

/** Drop a folder of people: every photo is judged here, in the browser, and saved as soon as it is accepted. */
export function EnrolFolder({ courseId }: { courseId: string }) {
  const router = useRouter()
  const { enrolment, state } = useEnrolment(courseId)
  const [problem, setProblem] = useState<string | null>(null)
  const isBusy = state.phase === 'preparing' || state.phase === 'running' || state.phase === 'undoing'
  const { people } = countEnrolment(state.items)

  // The table below fills while the run goes on: once for each ten people, and at the end.
  const refreshStep = isBusy ? Math.floor(people / 10) : state.phase
  useEffect(() => router.refresh(), [router, refreshStep])

  const take = async (files: readonly PathFile<File>[]) => {
    setProblem(null)
    const csv = findPeopleCsv(files)
    const folder = readPeopleFolder(files, csv ? parsePeopleCsv(await csv.text()) : [])
    if (!folder.ok) return setProblem(folder.problem)
    await enrolment.add(folder.value.people, folder.value.remarks)
  }
  return (
    <div className="flex flex-col gap-4">
      <FileDrop
        label="Folder of people"
        hint="One sub-folder a person, named by registration number, with a few photos each. A people.csv (id, name, email) beside them gives the names. Photos are looked at on this computer."
        icon={<FolderOpen />}
        isFolder
        disabled={isBusy}
        onFiles={(files) => void take(filesWithPaths(files))}
        onDropItems={(items) => void readDroppedItems(items).then(take)}
      />
      {problem !== null && <ErrorState title={problem} />}
      <EnrolmentProgress enrolment={enrolment} state={state} />
    </div>
  )
}
