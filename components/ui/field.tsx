import clsx from 'clsx'
import { type ComponentProps, type ReactNode, useId } from 'react'

const controlStyle =
  'w-full min-h-10 rounded-md border bg-surface px-3 text-base text-ink placeholder:text-ink-faint ' +
  'border-line-strong aria-invalid:border-absent disabled:opacity-60 disabled:bg-sunken'

export interface FieldProps {
  label: string
  hint?: ReactNode
  error?: string | null
  className?: string
}

interface Control {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
}

/** Label, control, hint and error in one piece, tied together for screen readers. */
export function Field({
  label,
  hint,
  error,
  className,
  children,
}: FieldProps & { children: (control: Control) => ReactNode }) {
  const id = useId()
  const hintId = `${id}-hint`
  const errorId = `${id}-error`
  const describedBy = [hint !== undefined && hintId, error && errorId].filter(Boolean).join(' ')
  return (
    <div className={clsx('flex flex-col gap-1.5', className)}>
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      {children({ id, 'aria-describedby': describedBy || undefined, 'aria-invalid': error ? true : undefined })}
      {hint !== undefined && (
        <p id={hintId} className="text-sm text-ink-faint">
          {hint}
        </p>
      )}
      {error && (
        <p id={errorId} className="text-sm text-absent" role="alert">
          {error}
        </p>
      )}
    </div>
  )
}

export function TextField({
  label,
  hint,
  error,
  className,
  ...rest
}: FieldProps & Omit<ComponentProps<'input'>, 'id'>) {
  return (
    <Field label={label} hint={hint} error={error ?? null} {...(className ? { className } : {})}>
      {(control) => <input {...rest} {...control} className={controlStyle} />}
    </Field>
  )
}

export function TextArea({
  label,
  hint,
  error,
  className,
  ...rest
}: FieldProps & Omit<ComponentProps<'textarea'>, 'id'>) {
  return (
    <Field label={label} hint={hint} error={error ?? null} {...(className ? { className } : {})}>
      {(control) => <textarea rows={3} {...rest} {...control} className={clsx(controlStyle, 'py-2')} />}
    </Field>
  )
}

export function SelectField({
  label,
  hint,
  error,
  className,
  ...rest
}: FieldProps & Omit<ComponentProps<'select'>, 'id'>) {
  return (
    <Field label={label} hint={hint} error={error ?? null} {...(className ? { className } : {})}>
      {(control) => <select {...rest} {...control} className={controlStyle} />}
    </Field>
  )
}
