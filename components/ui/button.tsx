import type { ComponentProps } from 'react'
import { type ButtonSize, buttonStyle, type ButtonVariant } from './button-style'

export interface ButtonProps extends ComponentProps<'button'> {
  variant?: ButtonVariant
  size?: ButtonSize
  /** Work is under way: the button stays in place, keeps its name and takes no second press. */
  isBusy?: boolean
}

export function Button({ variant, size, isBusy = false, className, children, disabled, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      disabled={disabled === true || isBusy}
      aria-busy={isBusy || undefined}
      className={buttonStyle(variant, size, className)}
    >
      {isBusy && (
        <span
          aria-hidden
          className="size-[1em] animate-spin rounded-full border-2 border-current border-r-transparent opacity-80"
        />
      )}
      {children}
    </button>
  )
}

/** A button that shows only an icon; `label` is its name and its tooltip. */
export function IconButton({ label, children, className, ...rest }: ButtonProps & { label: string }) {
  return (
    <Button
      variant="quiet"
      size="sm"
      {...rest}
      aria-label={label}
      title={label}
      className={`min-w-8 px-0! ${className ?? ''}`}
    >
      {children}
    </Button>
  )
}
