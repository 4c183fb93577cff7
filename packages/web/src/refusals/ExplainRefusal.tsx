import { type ExplainedRefusal, isKeysteadError, type KeyExplanation, type Refusal } from '@keystead/sdk'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useState } from 'react'
import { Button } from '../components/Button.tsx'
import { CopyText } from '../components/CopyButton.tsx'
import { TextField } from '../components/Field.tsx'
import { Card, PageHeader } from '../components/PageHeader.tsx'
import { EmptyState, ErrorState } from '../components/states.tsx'
import { useConsumerWords } from '../consumers/use-consumer-words.ts'
import { useErrorText } from '../i18n/use-error-text.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTranslation } from '../i18n/use-translation.ts'
import { explainedRefusalQuery, keyExplanationQuery } from '../queries/queries.ts'
import { type AskedId, readAskedId } from './asked-id.ts'
import { KeyFindings } from './KeyFindings.tsx'
import { RecentRefusals } from './RecentRefusals.tsx'

type ExplainRefusalProps = {
  readonly context: string
  /** What the page's address asks for; nothing yet where it is empty. */
  readonly asked: string
  readonly onAsk: (id: string) => void
  readonly linkToKey: (keyId: string) => ReactNode
}

/** One field for what somebody was refused with, and why that was. */
export function ExplainRefusal({ context, asked, onAsk, linkToKey }: ExplainRefusalProps) {
  const { t } = useTranslation()
  const found = readAskedId(asked)
  return (
    <>
      <PageHeader title={t('refusals.title')} context={context} lead={t('refusals.lead')} />
      <Card className="mb-4 px-5 py-5">
        <Question key={asked} asked={'id' in found ? found.id : ''} onAsk={onAsk} />
      </Card>
      {'id' in found && found.kind === 'request' && <RequestAnswer id={found.id} linkToKey={linkToKey} />}
      {'id' in found && found.kind === 'key' && <KeyAnswer id={found.id} linkToKey={linkToKey} />}
    </>
  )
}

function Question({ asked, onAsk }: { readonly asked: string; readonly onAsk: (id: string) => void }) {
  const { t } = useTranslation()
  const [text, setText] = useState(asked)
  const [fault, setFault] = useState<Exclude<AskedId['kind'], 'request' | 'key'> | null>(null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const read = readAskedId(text)
    if ('id' in read) return onAsk(read.id)
    // What is secret is not left where others see it.
    if (read.kind === 'isToken') setText('')
    setFault(read.kind)
  }
  return (
    <form onSubmit={submit} noValidate className="flex flex-wrap items-start gap-3">
      <TextField
        label={t('refusals.field')}
        hint={t('refusals.fieldHint')}
        value={text}
        onChange={(changed) => {
          setText(changed)
          setFault(null)
        }}
        error={fault && t(`refusals.${fault}`)}
        spellCheck={false}
        className="min-w-64 flex-1"
      />
      <Button type="submit" look="primary" className="mt-6.5">
        {t('refusals.ask')}
      </Button>
    </form>
  )
}

type AnswerProps = { readonly id: string; readonly linkToKey: (keyId: string) => ReactNode }

function RequestAnswer({ id, linkToKey }: AnswerProps) {
  const { data, error, refetch } = useQuery(explainedRefusalQuery(id))
  if (data === undefined) return <NoAnswer error={error} onRetry={() => void refetch()} />
  return (
    <div className="flex flex-col gap-4" aria-live="polite">
      <RefusalFacts explained={data} />
      {data.explanation && <KeyFindings explanation={data.explanation} link={linkToKey(data.explanation.key.id)} />}
    </div>
  )
}

function KeyAnswer({ id, linkToKey }: AnswerProps) {
  const { data, error, refetch } = useQuery(keyExplanationQuery(id))
  if (data === undefined) return <NoAnswer error={error} onRetry={() => void refetch()} />
  return (
    <div aria-live="polite">
      <KeyFindings explanation={data} link={linkToKey(data.key.id)} />
      <RecentRefusals keyId={id} />
    </div>
  )
}

/** What is not there looks like what is not to be known. */
function NoAnswer({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  const { t } = useTranslation()
  const text = useErrorText()
  if (!error) return <div className="skeleton appear h-40 w-full" />
  return (
    <Card>
      {isKeysteadError(error, 'REFUSAL_NOT_FOUND', 'KEY_NOT_FOUND') ? (
        <div role="alert">
          <EmptyState icon="search" title={t('refusals.nothingKnown')}>
            {text(error)}
          </EmptyState>
        </div>
      ) : (
        <ErrorState error={error} onRetry={onRetry} />
      )}
    </Card>
  )
}

function RefusalFacts({
  explained: { requestId, at, refusal, explanation },
}: {
  readonly explained: ExplainedRefusal
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const words = useConsumerWords()
  const { reason, code, consumer, door, count, firstAt, lastAt } = refusal
  const times = { count, formatted: format.count(count), first: format.minute(firstAt), last: format.minute(lastAt) }
  const program = words.program(consumer)
  return (
    <Card className="px-5 py-5">
      <h2 className="text-lg font-semibold">{t(`refusals.sentences.${reason}`)}</h2>
      <p className="mb-4 text-sm text-ink-muted">{t('refusals.refused', { time: format.moment(at) })}</p>
      <dl className="grid gap-x-8 gap-y-3.5 sm:grid-cols-2 lg:grid-cols-3">
        <Fact name={t('refusals.key')}>{keyNameOf(explanation) ?? t('refusals.noKey')}</Fact>
        <Fact name={t('refusals.from')}>
          {words.place(consumer)}
          {program !== null && <span className="block text-xs text-ink-muted">{program}</span>}
        </Fact>
        <Fact name={t('refusals.door')}>
          {t(`refusals.doors.${door}`)}
          {consumer.verifier && (
            <span className="block text-xs text-ink-muted">{consumer.verifier.name ?? consumer.verifier.id}</span>
          )}
        </Fact>
        {reason === 'out_of_reach' && refusal.demanded && (
          <Fact name={t('refusals.required')}>{placesOf(refusal, format.list) || t('refusals.elsewhere')}</Fact>
        )}
        {code !== null && <Fact name={t('refusals.reason')}>{t(`errors.${code}`)}</Fact>}
        <Fact name={t('refusals.requests')}>{t('refusals.requestsSince', times)}</Fact>
        <Fact name={t('refusals.request')}>
          <CopyText text={requestId} label={`${t('common.copy')}: ${requestId}`} />
        </Fact>
      </dl>
    </Card>
  )
}

const keyNameOf = (explanation: KeyExplanation | null) => explanation?.key.name

const placesOf = ({ demanded }: Refusal, list: (names: readonly string[]) => string) =>
  list([...(demanded?.organizations ?? []), ...(demanded?.teams ?? [])].map(({ name }) => name))

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <dt className="text-xs text-ink-muted">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  )
}
