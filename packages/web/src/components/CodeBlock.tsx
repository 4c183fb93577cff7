import { Tabs } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'
import { useTranslation } from '../i18n/use-translation.ts'
import { CopyIconButton } from './CopyButton.tsx'

type Snippet = { readonly title?: string; readonly code: string }
export type SnippetTab = {
  readonly id: string
  readonly label: string
  readonly snippets: readonly Snippet[]
  readonly note?: ReactNode
}

/** Commands to copy, on tabs. They are for everyone: none holds anything that is secret. */
export function CodeTabs({ label, tabs }: { readonly label: string; readonly tabs: readonly SnippetTab[] }) {
  return (
    <Tabs.Root defaultValue={tabs[0]?.id} className="overflow-hidden rounded-lg border border-line">
      <Tabs.List aria-label={label} className="flex overflow-x-auto border-b border-line bg-sunken px-1.5">
        {tabs.map((tab) => (
          <Tabs.Tab
            key={tab.id}
            value={tab.id}
            className="-mb-px shrink-0 border-b-2 border-transparent px-2.5 py-2 text-sm text-ink-muted outline-offset-[-3px] select-none hover:text-ink data-active:border-accent data-active:font-medium data-active:text-ink"
          >
            {tab.label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map((tab) => (
        <Tabs.Panel key={tab.id} value={tab.id} className="flex flex-col divide-y divide-line outline-offset-[-3px]">
          {tab.snippets.map((snippet) => (
            <CodeBlock key={snippet.code} {...snippet} />
          ))}
          {tab.note && <p className="px-3.5 py-2.5 text-xs text-ink-muted">{tab.note}</p>}
        </Tabs.Panel>
      ))}
    </Tabs.Root>
  )
}

function CodeBlock({ title, code }: Snippet) {
  const { t } = useTranslation()
  return (
    <div className="flex items-start gap-3 py-2 pr-2 pl-3.5">
      <div className="flex min-w-0 flex-1 flex-col gap-1 py-1">
        {title && <p className="text-xs text-ink-muted">{title}</p>}
        <pre className="overflow-x-auto font-mono text-xs leading-5 whitespace-pre-wrap">
          <code translate="no">{code}</code>
        </pre>
      </div>
      <CopyIconButton
        text={code}
        label={title ? t('token.copySnippetFor', { place: title }) : t('token.copySnippet')}
      />
    </div>
  )
}
