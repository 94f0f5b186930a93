import Link from 'next/link'
import type { ComponentProps } from 'react'
import { type ButtonSize, buttonStyle, type ButtonVariant } from './button-style'

export function ButtonLink({
  variant,
  size,
  className,
  ...rest
}: ComponentProps<typeof Link> & { variant?: ButtonVariant; size?: ButtonSize }) {
  return <Link {...rest} className={buttonStyle(variant, size, className)} />
}
