import type { AuditEvent } from '@keystead/sdk'
import { Button } from '../components/Button.tsx'
import { Dialog } from '../components/Dialog.tsx'
import { useFormat } from '../i18n/use-format.ts'
import { useTranslation } from '../i18n/use-translation.ts'
import { useEventDetails } from './use-event-details.ts'
import { useActionName, useActorName, useOutcomeName } from './use-event-words.ts'

export function EventDialog({
  event,
  onClose,
  onFollow,
}: {
  readonly event: AuditEvent
  readonly onClose: () => void
  /** Asks for all that concerns the same person or thing. */
  readonly onFollow: (only: { actor: string } | { subject: string }) => void
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const actionName = useActionName()
  const actorName = useActorName()
  const outcomeName = useOutcomeName()
  const eventDetails = useEventDetails()
  const actor = event.actor.id
  const subject = event.target.id
  const facts: [string, string | null][] = [
    [t('audit.time'), format.moment(event.at)],
    [t('audit.action'), `${actionName(event.action)} (${event.action})`],
    [t('audit.outcome'), event.code ? `${outcomeName(event.outcome)} (${event.code})` : outcomeName(event.outcome)],
    [t('audit.actor'), [actorName(event), event.actor.email].filter(Boolean).join(', ')],
    [t('audit.usedKey'), event.actor.keyId],
    [t('audit.target'), [event.target.name, event.target.id].filter(Boolean).join(', ')],
    [t('newKey.organization'), event.organization?.name ?? null],
    [t('common.team'), event.team?.name ?? null],
    [t('audit.address'), event.ip],
    [t('common.requestId'), event.requestId],
    ...eventDetails(event),
  ]
  return (
    <Dialog
      title={t('audit.details', { number: format.count(event.number) })}
      onClose={onClose}
      footer={<Button onClick={onClose}>{t('common.close')}</Button>}
    >
      <dl className="grid grid-cols-[minmax(6rem,auto)_minmax(0,1fr)] gap-x-5 gap-y-2.5 text-sm">
        {facts.map(
          ([name, value], place) =>
            value && (
              <div key={`${place} ${name}`} className="contents">
                <dt className="text-ink-muted">{name}</dt>
                <dd className="break-words">{value}</dd>
              </div>
            ),
        )}
      </dl>
      <div className="flex flex-wrap gap-2">
        {actor !== null && <Button onClick={() => onFollow({ actor })}>{t('audit.onlyActor')}</Button>}
        {subject !== null && <Button onClick={() => onFollow({ subject })}>{t('audit.onlySubject')}</Button>}
      </div>
    </Dialog>
  )
}
