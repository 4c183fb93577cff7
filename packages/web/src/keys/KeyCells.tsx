import type { ApiKey, KeyOwner } from '@keystead/sdk'
import { Link, useParams } from '@tanstack/react-router'
import { Badge } from '../components/Badge.tsx'
import { CopyText } from '../components/CopyButton.tsx'
import { Icon } from '../components/Icon.tsx'
import { useFormat } from '../i18n/use-format.ts'
import { useTranslation } from '../i18n/use-translation.ts'
import { useDisablementWords } from './use-disablement-words.ts'

export function KeyName({
  item,
  note,
  badges = true,
}: {
  readonly item: ApiKey
  readonly note?: string
  readonly badges?: boolean
}) {
  const { t } = useTranslation()
  return (
    <div className="flex min-w-0 flex-col">
      <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
        <KeyLink item={item} />
        {item.format === 'legacy' && <Badge title={t('keys.legacyHint')}>{t('keys.legacy')}</Badge>}
        {item.leakedAt !== null && <Badge tone="danger">{t('keys.leaked')}</Badge>}
        {item.rotationId !== null && <Badge tone="accent">{t('rotations.rotating')}</Badge>}
        {badges && item.state !== 'active' && <KeyState item={item} />}
      </span>
      {note && <span className="text-xs text-ink-muted">{note}</span>}
    </div>
  )
}

/** To the key's own page: among those of the organization whose list this is, else among one's own. */
function KeyLink({ item }: { readonly item: ApiKey }) {
  const { organization } = useParams({ strict: false })
  const look = 'min-w-0 font-medium break-words text-accent underline-offset-2 hover:underline'
  return organization === undefined ? (
    <Link to="/settings/api-keys/$keyId" params={{ keyId: item.id }} className={look}>
      {item.name}
    </Link>
  ) : (
    <Link
      to="/account-settings/$organization/api-keys/$keyId"
      params={{ organization, keyId: item.id }}
      className={look}
    >
      {item.name}
    </Link>
  )
}

export function KeyState({ item }: { readonly item: ApiKey }) {
  const { t } = useTranslation()
  const format = useFormat()
  const words = useDisablementWords()
  const { disabled } = item
  const tone = { active: 'good', disabled: 'danger', blocked: 'danger', expired: 'neutral' } as const
  const until = item.state === 'disabled' && disabled?.until
  return (
    <Badge tone={tone[item.state]} {...(disabled && { title: words(disabled) })}>
      {until ? t('keyLife.disabledUntil', { time: format.clock(until) }) : t(`keys.states.${item.state}`)}
    </Badge>
  )
}

export function KeyId({ id }: { readonly id: string }) {
  const { t } = useTranslation()
  return <CopyText text={id} label={t('keys.copyId', { id })} />
}

export function Owner({ owner }: { readonly owner: KeyOwner }) {
  return (
    <div className="flex min-w-0 items-center gap-2">
      <Icon name={owner.type === 'user' ? 'person' : 'robot'} className="text-ink-faint" />
      {/* On its first line, where a phone shows what it is beside it. */}
      <div className="flex min-w-0 flex-col self-baseline">
        <span className="truncate">{owner.name}</span>
        <span className="truncate text-xs text-ink-muted">
          {owner.type === 'user' ? owner.email : (owner.team?.name ?? '')}
        </span>
      </div>
    </div>
  )
}
