import type { RotatingConsumer } from '@keystead/sdk'
import { useId } from 'react'
import { Badge, type Tone } from '../components/Badge.tsx'
import { Button } from '../components/Button.tsx'
import { Card } from '../components/PageHeader.tsx'
import { useConsumerWords } from '../consumers/use-consumer-words.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTranslation } from '../i18n/use-translation.ts'
import { mayNeedOldKey } from './rotation-state.ts'

type Choose = (consumer: RotatingConsumer) => void
type ListProps = {
  readonly consumers: readonly RotatingConsumer[]
  readonly onMarkGone: Choose
  readonly onUnmarkGone: Choose
}

const tones: Record<RotatingConsumer['state'], Tone> = {
  waiting: 'caution',
  missing: 'danger',
  settling: 'accent',
  moved: 'good',
  gone: 'neutral',
}

/** Who has not moved, and who has. Each says what it did last, and what it is waited for. */
export function RotatingConsumers({ consumers, ...actions }: ListProps) {
  const { t } = useTranslation()
  if (consumers.length === 0) {
    return <p className="mt-8 text-sm text-ink-muted">{t('rotations.consumers.none')}</p>
  }
  return (
    <>
      <ConsumerList title={t('rotations.consumers.need')} consumers={consumers.filter(mayNeedOldKey)} {...actions} />
      <ConsumerList
        title={t('rotations.consumers.moved')}
        consumers={consumers.filter((consumer) => !mayNeedOldKey(consumer))}
        {...actions}
      />
    </>
  )
}

function ConsumerList({ title, consumers, ...actions }: ListProps & { readonly title: string }) {
  const heading = useId()
  const format = useFormat()
  if (consumers.length === 0) return null
  return (
    <section aria-labelledby={heading} className="mt-8">
      <h2 id={heading} className="mb-3 flex items-baseline gap-2 text-base font-semibold">
        {title}
        <span className="text-sm font-normal text-ink-muted">{format.count(consumers.length)}</span>
      </h2>
      <Card>
        <ul aria-labelledby={heading} className="divide-y divide-line">
          {consumers.map((consumer) => (
            <ConsumerRow key={consumer.id} item={consumer} {...actions} />
          ))}
        </ul>
      </Card>
    </section>
  )
}

type RowProps = Omit<ListProps, 'consumers'> & { readonly item: RotatingConsumer }

function ConsumerRow({ item, onMarkGone, onUnmarkGone }: RowProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const words = useConsumerWords()
  const name = words.place(item)
  const distance = format.distance(item.old.lastSeenAt)
  const habit = item.usualIntervalMs === null ? null : words.interval(item.usualIntervalMs)
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-3.5">
      <div className="flex min-w-0 flex-[1_1_18rem] flex-col gap-0.5">
        <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
          <span className="min-w-0 font-medium break-words">{words.whole(item)}</span>
          <Badge tone={tones[item.state]}>{t(`rotations.consumers.states.${item.state}`)}</Badge>
        </span>
        <span className="text-sm">
          {habit === null
            ? t('rotations.consumers.oldUse', { distance })
            : t('rotations.consumers.oldUseAndHabit', { distance, interval: habit })}
        </span>
        <span className="text-xs text-ink-muted">
          {item.new === null
            ? t('rotations.consumers.never')
            : t('rotations.consumers.newUse', { distance: format.distance(item.new.lastSeenAt) })}
          {' · '}
          <Meaning item={item} />
        </span>
      </div>
      {item.markedGone && (
        <Button aria-label={t('rotations.consumers.unmarkGoneFor', { name })} onClick={() => onUnmarkGone(item)}>
          {t('rotations.consumers.unmarkGone')}
        </Button>
      )}
      {mayNeedOldKey(item) && (
        <Button
          look="ghost"
          aria-label={t('rotations.consumers.markGoneFor', { name })}
          onClick={() => onMarkGone(item)}
        >
          {t('rotations.consumers.markGone')}
        </Button>
      )}
    </li>
  )
}

/** What its state means for it, and until when it is waited for. */
function Meaning({ item }: { readonly item: RotatingConsumer }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { state, doubt, movesFrom, provenFrom, silentFrom, markedGone } = item
  if (state === 'gone') return t(`rotations.consumers.${markedGone ? 'goneMarked' : 'gone'}`)
  if (state === 'moved') {
    return provenFrom === null
      ? t('rotations.consumers.movedHint')
      : t('rotations.consumers.movedDoubt', { date: format.day(provenFrom) })
  }
  const meaning =
    state === 'missing'
      ? t('rotations.consumers.missing', { date: format.day(silentFrom) })
      : state === 'waiting'
        ? t('rotations.consumers.waiting')
        : movesFrom === null
          ? t('rotations.consumers.settlingOverflow')
          : t('rotations.consumers.settling', { date: format.minute(movesFrom) })
  return doubt === null ? meaning : `${meaning} ${t(`rotations.consumers.doubt.${doubt}`)}`
}
