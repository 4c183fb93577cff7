import type { ReactNode } from 'react'

/** One thing that is known of what the page is about, in a `<dl>`. */
export function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="grid min-w-0 grid-cols-[7rem_minmax(0,1fr)] items-baseline gap-1 sm:flex sm:flex-col sm:items-start">
      <dt className="text-xs text-ink-muted">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  )
}
