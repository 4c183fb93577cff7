import { createLink } from '@tanstack/react-router'
import type { ComponentProps, ReactNode } from 'react'
import { cx } from './cx.ts'
import { Icon, type IconName, Spinner } from './Icon.tsx'

const looks = {
  primary: 'border-transparent bg-accent text-on-accent shadow-raised hover:not-disabled:bg-accent-hover',
  secondary:
    'border-line bg-surface text-ink shadow-raised hover:not-disabled:bg-hover hover:not-disabled:border-line-strong/50',
  ghost: 'border-transparent text-ink-muted hover:not-disabled:bg-hover hover:not-disabled:text-ink',
  danger: 'border-transparent bg-danger text-on-danger shadow-raised hover:not-disabled:bg-danger-hover',
  dangerOutline:
    'border-line bg-surface text-danger shadow-raised hover:not-disabled:border-danger-line hover:not-disabled:bg-danger-soft',
} as const

const shape =
  'inline-flex h-8 pointer-coarse:h-10 items-center justify-center gap-1.5 rounded-md border px-3 text-sm font-medium whitespace-nowrap select-none transition-colors duration-100 disabled:cursor-not-allowed disabled:border-line disabled:bg-sunken disabled:text-ink-faint disabled:shadow-none'

type Look = { readonly look?: keyof typeof looks; readonly icon?: IconName }

export type ButtonProps = ComponentProps<'button'> & Look & { readonly pending?: boolean }

/** While pending it keeps its width and its focus, and does nothing when pressed again. */
export function Button({
  look = 'secondary',
  icon,
  pending = false,
  children,
  className,
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-disabled={pending || undefined}
      aria-busy={pending || undefined}
      onClick={(event) => (pending ? event.preventDefault() : onClick?.(event))}
      className={cx(shape, looks[look], 'relative', className)}
    >
      <Face icon={icon} hidden={pending}>
        {children}
      </Face>
      {pending && <Spinner className="absolute inset-0 m-auto" />}
    </button>
  )
}

function Face({ icon, hidden, children }: { icon: IconName | undefined; hidden: boolean; children: ReactNode }) {
  return (
    <span className={cx('inline-flex items-center gap-1.5', hidden && 'opacity-0')}>
      {icon && <Icon name={icon} className="-ml-0.5" />}
      {children}
    </span>
  )
}

function PlainLink({ look = 'secondary', icon, children, className, ...rest }: ComponentProps<'a'> & Look) {
  return (
    <a {...rest} className={cx(shape, looks[look], className)}>
      <Face icon={icon} hidden={false}>
        {children}
      </Face>
    </a>
  )
}

/** A link to an address of the console that looks like a button. */
export const ButtonLink = createLink(PlainLink)
/** The same for what the browser fetches itself. */
export const DownloadLink = PlainLink

export function IconButton({
  icon,
  label,
  className,
  ...rest
}: Omit<ComponentProps<'button'>, 'children'> & { readonly icon: IconName; readonly label: string }) {
  return (
    <button
      type="button"
      aria-label={label}
      {...rest}
      className={cx(
        'inline-flex size-8 pointer-coarse:size-10 shrink-0 items-center justify-center rounded-md text-ink-muted transition-colors duration-100 hover:bg-hover hover:text-ink data-popup-open:bg-hover data-popup-open:text-ink',
        className,
      )}
    >
      <Icon name={icon} />
    </button>
  )
}
