import type { KeyExplanation } from '@keystead/sdk'
import type { ReactNode } from 'react'
import { Callout } from '../components/Callout.tsx'
import { useTranslation } from '../i18n/use-translation.ts'
import { useFindingWords } from './use-finding-words.ts'

/** Whether a key is good now, and what else is to be known of it. */
export function KeyFindings({
  explanation,
  link,
}: {
  readonly explanation: KeyExplanation
  /** Leads to the key, where it has a page. */
  readonly link: ReactNode
}) {
  const { t } = useTranslation()
  const words = useFindingWords()
  const { key, working, findings } = explanation
  const sentences = findings.flatMap(words)
  const isDeleted = findings.some(({ code }) => code === 'deleted')
  return (
    <Callout
      tone={working ? 'good' : 'caution'}
      title={t(working ? 'refusals.works' : 'refusals.doesNotWork', { name: key.name })}
    >
      {sentences.length === 0 ? (
        t('refusals.worksHint')
      ) : (
        <ul className="flex flex-col gap-0.5">
          {sentences.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
      {!isDeleted && <p className="mt-1.5">{link}</p>}
    </Callout>
  )
}
