import { type ReactNode, useEffect } from 'react'

/** The page's name, for those who see it, those who hear it, and the browser's history. */
export function PageHeader({
  title,
  context,
  lead,
  actions,
}: {
  readonly title: string
  /** Whose page it is, for the browser's title. */
  readonly context?: string | undefined
  readonly lead?: ReactNode
  readonly actions?: ReactNode
}) {
  usePageTitle(title, context)
  return (
    <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-4 pb-5">
      <div className="flex min-w-0 flex-[1_1_18rem] flex-col gap-1">
        <h1 id="page-title" tabIndex={-1} className="text-xl font-semibold tracking-tight">
          {title}
        </h1>
        {lead && <p className="max-w-2xl text-base text-ink-muted">{lead}</p>}
      </div>
      {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
    </header>
  )
}

export function usePageTitle(title: string, context?: string | undefined): void {
  useEffect(() => {
    document.title = [title, context, 'Keystead'].filter(Boolean).join(' · ')
  }, [title, context])
}

export function Section({
  title,
  lead,
  children,
  actions,
}: {
  readonly title: string
  readonly lead?: ReactNode
  readonly children: ReactNode
  readonly actions?: ReactNode
}) {
  return (
    <section className="grid gap-x-10 gap-y-4 border-t border-line py-7 first-of-type:border-t-0 first-of-type:pt-2 md:grid-cols-[15rem_minmax(0,1fr)]">
      <div className="flex flex-col gap-1">
        <h2 className="text-base font-semibold">{title}</h2>
        {lead && <p className="text-sm text-ink-muted">{lead}</p>}
        {actions}
      </div>
      <div className="min-w-0">{children}</div>
    </section>
  )
}

export const Card = ({ children, className = '' }: { readonly children: ReactNode; readonly className?: string }) => (
  <div className={`rounded-[0.6875rem] border border-line bg-surface shadow-raised ${className}`}>{children}</div>
)
