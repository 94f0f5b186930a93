'use client'

import clsx from 'clsx'
import { type ReactNode, useId } from 'react'

interface ChoiceProps<Value extends string> {
  /** Name of the group; drawn above it unless `isLabelHidden`. */
  label: string
  isLabelHidden?: boolean
  value: Value
  onChange: (value: Value) => void
  options: readonly { readonly value: Value; readonly label: string; readonly icon?: ReactNode }[]
  size?: 'sm' | 'md'
}

/** A few answers side by side, one chosen: native radio buttons, so arrow keys and screen readers know them. */
export function Choice<Value extends string>(props: ChoiceProps<Value>) {
  const { label, isLabelHidden = false, value, onChange, options, size = 'md' } = props
  const name = useId()
  return (
    <fieldset className="min-w-0">
      <legend className={isLabelHidden ? 'sr-only' : 'mb-1.5 text-sm font-medium'}>{label}</legend>
      <div className="inline-flex max-w-full flex-wrap gap-1 rounded-md bg-sunken p-1">
        {options.map((option) => (
          <label
            key={option.value}
            className={clsx(
              'flex cursor-pointer items-center gap-1.5 rounded-sm px-3 text-sm font-medium text-ink-soft transition-colors duration-150',
              'has-checked:bg-surface has-checked:text-ink has-checked:shadow-card has-focus-visible:outline-2 has-focus-visible:outline-accent',
              '[&_svg]:size-4',
              size === 'sm' ? 'min-h-7' : 'min-h-9',
            )}
          >
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
              className="sr-only"
            />
            {option.icon}
            {option.label}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
