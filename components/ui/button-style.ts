import clsx from 'clsx'

export type ButtonVariant = 'primary' | 'secondary' | 'quiet' | 'danger'
export type ButtonSize = 'sm' | 'md' | 'lg'

const variants: Record<ButtonVariant, string> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-hover border-transparent',
  secondary: 'bg-surface text-ink border-line-strong hover:bg-hover',
  quiet: 'bg-transparent text-ink-soft border-transparent hover:bg-hover hover:text-ink',
  danger: 'bg-surface text-absent border-absent hover:bg-absent-soft',
}

const sizes: Record<ButtonSize, string> = {
  sm: 'min-h-8 px-3 text-sm gap-1.5',
  md: 'min-h-10 px-4 text-base gap-2',
  lg: 'min-h-14 px-6 text-lg gap-2.5',
}

/** One look for buttons and for links that act like them. */
export const buttonStyle = (variant: ButtonVariant = 'primary', size: ButtonSize = 'md', className?: string): string =>
  clsx(
    'inline-flex items-center justify-center rounded-md border font-medium select-none whitespace-nowrap',
    'transition-colors duration-150 disabled:opacity-50 aria-disabled:opacity-50 disabled:cursor-not-allowed',
    '[&_svg]:size-[1.15em] [&_svg]:shrink-0',
    variants[variant],
    sizes[size],
    className,
  )
