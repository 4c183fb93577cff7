import type { ReactNode } from 'react'
import { cx } from './cx.ts'

const tones = {
  neutral: 'border-line bg-sunken text-ink-muted',
  good: 'border-good-line bg-good-soft text-good',
  caution: 'border-caution-line bg-caution-soft text-caution',
  danger: 'border-danger-line bg-danger-soft text-danger',
  accent: 'border-transparent bg-accent-soft text-accent',
} as const

export type Tone = keyof typeof tones

export function Badge({
  tone = 'neutral',
  children,
  title,
}: {
  readonly tone?: Tone
  readonly children: ReactNode
  readonly title?: string
}) {
  return (
    <span
      title={title}
      className={cx(
        'inline-flex h-5 items-center rounded-full border px-2 text-xs font-medium whitespace-nowrap',
        tones[tone],
      )}
    >
      {children}
    </span>
  )
}
