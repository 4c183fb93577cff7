import type { ReactNode } from 'react'
import { cx } from './cx.ts'
import { Icon } from './Icon.tsx'

const tones = {
  neutral: { box: 'border-line bg-sunken', icon: 'info', mark: 'text-ink-muted' },
  caution: { box: 'border-caution-line bg-caution-soft', icon: 'warning', mark: 'text-caution' },
  danger: { box: 'border-danger-line bg-danger-soft', icon: 'warning', mark: 'text-danger' },
  good: { box: 'border-good-line bg-good-soft', icon: 'check', mark: 'text-good' },
} as const

export function Callout(props: {
  readonly tone?: keyof typeof tones
  readonly title?: string
  readonly children?: ReactNode
  readonly id?: string
  readonly className?: string
}) {
  const { tone = 'neutral', title, children, id, className } = props
  const { box, icon, mark } = tones[tone]
  return (
    <div
      id={id}
      role={tone === 'danger' ? 'alert' : undefined}
      className={cx('flex gap-2.5 rounded-lg border px-3.5 py-3 text-sm', box, className)}
    >
      <Icon name={icon} className={cx('mt-0.5', mark)} />
      <div className="flex min-w-0 flex-col gap-0.5">
        {title && <p className="font-semibold">{title}</p>}
        {children && <div>{children}</div>}
      </div>
    </div>
  )
}
