import type { Mode, Operation } from '@/lib/protocol/unit'
import { Choice } from '@/components/ui/choice'
import { SelectField, TextField } from '@/components/ui/field'

const RATES = [
  { value: 'auto', label: 'Chosen from the length' },
  { value: '0.5', label: 'One frame in 2 s' },
  { value: '1', label: '1 frame a second' },
  { value: '2', label: '2 frames a second' },
  { value: '4', label: '4 frames a second' },
  { value: 'own', label: 'Another rate' },
] as const

const MODES: readonly { value: Mode; label: string }[] = [
  { value: 'dynamic', label: 'Dynamic' },
  { value: 'weighted', label: 'Weighted' },
  { value: 'static', label: 'Static' },
]

export const OPERATIONS: readonly { value: Operation; label: string }[] = [
  { value: 'attendance', label: 'Take the roll' },
  { value: 'detect', label: 'Find faces' },
  { value: 'describe', label: 'Describe faces' },
  { value: 'annotate', label: 'Draw found faces' },
  { value: 'edges', label: 'Draw edges' },
]

export interface FeedOptionsValue {
  readonly operation: Operation
  readonly mode: Mode
  readonly rate: string
  readonly ownRate: string
}

export const defaultFeedOptions: FeedOptionsValue = {
  operation: 'attendance',
  mode: 'dynamic',
  rate: 'auto',
  ownRate: '3',
}

/** Frames a second, null for "from the length", or the sentence that says what is wrong with the user's own. */
export function sampleFpsOf({ rate, ownRate }: FeedOptionsValue): number | null | string {
  if (rate === 'auto') return null
  const fps = Number((rate === 'own' ? ownRate : rate).replace(',', '.'))
  return fps >= 0.05 && fps <= 30 ? fps : 'Choose between 0.05 and 30 frames a second.'
}

/** How the work is shared out, and how closely the recording is looked at. */
export function FeedOptions({
  value,
  onChange,
}: {
  value: FeedOptionsValue
  onChange: (value: FeedOptionsValue) => void
}) {
  const fps = sampleFpsOf(value)
  return (
    <>
      <SelectField
        label="Work"
        value={value.operation}
        onChange={(event) => {
          const chosen = OPERATIONS.find((operation) => operation.value === event.target.value)
          if (chosen) onChange({ ...value, operation: chosen.value })
        }}
      >
        {OPERATIONS.map((operation) => (
          <option key={operation.value} value={operation.value}>
            {operation.label}
          </option>
        ))}
      </SelectField>
      <Choice label="Balancing" value={value.mode} onChange={(mode) => onChange({ ...value, mode })} options={MODES} />
      <SelectField
        label="Frames looked at"
        value={value.rate}
        onChange={(event) => onChange({ ...value, rate: event.target.value })}
      >
        {RATES.map((rate) => (
          <option key={rate.value} value={rate.value}>
            {rate.label}
          </option>
        ))}
      </SelectField>
      {value.rate === 'own' && (
        <TextField
          label="Frames a second"
          className="w-40"
          inputMode="decimal"
          value={value.ownRate}
          onChange={(event) => onChange({ ...value, ownRate: event.target.value })}
          error={typeof fps === 'string' ? fps : null}
        />
      )}
    </>
  )
}
