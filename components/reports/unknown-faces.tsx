'use client'

import { useState } from 'react'
import type { ReportPerson, ReportUnknown } from '@/lib/protocol/report-view'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { clockText, durationText } from '@/components/ui/time-text'
import { FaceCrop } from './face-crop'
import { NameUnknown } from './name-unknown'
import { namedAs } from './named-unknown'

interface UnknownFacesProps {
  unknown: readonly ReportUnknown[]
  people: readonly ReportPerson[]
  onName: (person: ReportPerson, why: string) => Promise<string | null>
}

/** Faces that fit nobody of the course, alike ones together; faculty may say who one is. */
export function UnknownFaces({ unknown, people, onName }: UnknownFacesProps) {
  const [naming, setNaming] = useState<ReportUnknown | null>(null)
  if (unknown.length === 0) return null
  return (
    <Card
      title="Unknown faces"
      description="Seen in the recording and like nobody who is enrolled. Nobody is marked because of them unless you say who one is."
    >
      <ul className="grid grid-cols-2 gap-4 sm:grid-cols-4 lg:grid-cols-6">
        {unknown.map((face) => {
          const { cluster, cropKeys, seenS, sightings, firstSeenS, lastSeenS } = face
          const named = namedAs(face, people)
          return (
            <li key={cluster} className="flex flex-col gap-1.5 text-sm">
              <div className="grid grid-cols-3 gap-1">
                {cropKeys.slice(0, 4).map((key, index) => (
                  <div key={key} className={index === 0 ? 'col-span-3' : ''}>
                    <FaceCrop cropKey={key} alt={index === 0 ? `Unknown face ${cluster}` : ''} size="lg" />
                  </div>
                ))}
                {cropKeys.length === 0 && (
                  <div className="col-span-3">
                    <FaceCrop cropKey={null} size="lg" />
                  </div>
                )}
              </div>
              <p className="font-medium">Unknown {cluster}</p>
              <p className="text-ink-soft tabular-nums">
                {clockText(firstSeenS)}–{clockText(lastSeenS)}, seen {durationText(seenS)} ({sightings}{' '}
                {sightings === 1 ? 'time' : 'times'})
              </p>
              {named ? (
                <p className="text-present">Named {named.name}</p>
              ) : (
                people.length > 0 && (
                  <Button
                    variant="secondary"
                    size="sm"
                    aria-label={`Name unknown ${cluster}`}
                    onClick={() => setNaming(face)}
                  >
                    This is …
                  </Button>
                )
              )}
            </li>
          )
        })}
      </ul>
      <NameUnknown unknown={naming} people={people} onClose={() => setNaming(null)} onName={onName} />
    </Card>
  )
}
