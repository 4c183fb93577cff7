import type { ApiKey, Reference } from '@keystead/sdk'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Badge } from '../components/Badge.tsx'
import { Button } from '../components/Button.tsx'
import { Crumb } from '../components/Crumb.tsx'
import { Fact } from '../components/Fact.tsx'
import { Card, PageHeader } from '../components/PageHeader.tsx'
import { ErrorState } from '../components/states.tsx'
import { TimeText } from '../components/TimeText.tsx'
import { KeyConsumers } from '../consumers/KeyConsumers.tsx'
import { useFormat } from '../i18n/use-format.ts'
import { useTranslation } from '../i18n/use-translation.ts'
import { keyQuery } from '../queries/queries.ts'
import { useMe } from '../queries/use-me.ts'
import { useReadAgain } from '../queries/use-read-again.ts'
import { RecentRefusals } from '../refusals/RecentRefusals.tsx'
import { KeyRotation } from '../rotations/KeyRotation.tsx'
import { RotateKeyDialog } from '../rotations/lazy-rotation-dialogs.ts'
import { RotateButton } from '../rotations/RotateItem.tsx'
import { DisablementNotice } from './DisablementNotice.tsx'
import { KeyId, KeyState, Owner } from './KeyCells.tsx'
import type { KeyIntent } from './KeyRowMenu.tsx'
import { LeakedCallout } from './LeakedCallout.tsx'
import { BlockKeyDialog, DeleteKeysDialog, DisableKeyDialog, RenameKeyDialog } from './lazy-key-dialogs.ts'
import { managesAsAdmin } from './manages-as-admin.ts'
import { useEnable } from './use-enable.ts'
import { useUnblock } from './use-unblock.ts'

type KeyDetailsProps = {
  readonly keyId: string
  /** Where the person is an admin, and can therefore block the keys of others. */
  readonly organization?: Reference | undefined
  readonly context: string
  /** Leads back to the list. */
  readonly crumb: ReactNode
  /** Other pages about this key. */
  readonly links?: ReactNode
  readonly onDeleted: () => void
}

/** All that is known of one key, and what can be done with it. */
export function KeyDetails({ keyId, organization, context, crumb, links, onDeleted }: KeyDetailsProps) {
  const { t } = useTranslation()
  const { data: item, error, refetch } = useQuery(keyQuery(keyId))
  const me = useMe()
  const unblock = useUnblock(item)
  const enable = useEnable(item)
  useReadAgain('keys', item?.disabled?.until ?? null)
  const [intent, setIntent] = useState<KeyIntent | null>(null)
  const close = () => setIntent(null)
  const isBlockedHere = item?.blockedBy.some(({ id }) => id === organization?.id) ?? false
  if (item === undefined) {
    return (
      <>
        <Crumb here={keyId}>{crumb}</Crumb>
        <PageHeader title={error ? t('keys.loadFailed') : t('keys.one')} context={context} />
        <Card>
          {error ? (
            <ErrorState error={error} onRetry={() => void refetch()} />
          ) : (
            <div className="skeleton appear h-80 w-full" />
          )}
        </Card>
      </>
    )
  }
  const { disabled } = item
  const mayEnable = managesAsAdmin(me, item) || disabled?.by?.id === me.principal.id
  return (
    <>
      <Crumb here={item.name}>{crumb}</Crumb>
      <PageHeader
        title={item.name}
        context={context}
        actions={
          <>
            {links}
            <RotateButton item={item} onRotate={() => setIntent('rotate')} />
            <Button onClick={() => setIntent('rename')}>{t('common.rename')}</Button>
            {disabled ? (
              <Button
                pending={enable.pending}
                disabled={!mayEnable}
                aria-describedby={mayEnable ? undefined : 'enable-refusal'}
                onClick={() => void enable.perform()}
              >
                {t('keyLife.enable')}
              </Button>
            ) : (
              <Button onClick={() => setIntent('disable')}>{t('keyLife.disable')}</Button>
            )}
            {organization && !isBlockedHere && <Button onClick={() => setIntent('block')}>{t('keys.block')}</Button>}
            {organization && isBlockedHere && (
              <Button pending={unblock.pending} onClick={() => void unblock.perform(organization)}>
                {t('keys.unblock')}
              </Button>
            )}
            <Button look="dangerOutline" onClick={() => setIntent('delete')}>
              {t('common.delete')}
            </Button>
          </>
        }
      />
      {disabled && <DisablementNotice disabled={disabled} mayEnable={mayEnable} />}
      {item.leakedAt !== null && <LeakedCallout item={item} leakedAt={item.leakedAt} />}
      <KeyRotation keyId={item.id} />
      <Card>
        <KeyFacts item={item} />
      </Card>
      <KeyConsumers keyId={item.id} />
      <RecentRefusals keyId={item.id} />
      {intent === 'rotate' && <RotateKeyDialog item={item} onClose={close} />}
      {intent === 'rename' && <RenameKeyDialog item={item} onClose={close} />}
      {intent === 'block' && organization && <BlockKeyDialog item={item} organization={organization} onClose={close} />}
      {intent === 'disable' && <DisableKeyDialog item={item} brownOut={false} onClose={close} />}
      {intent === 'delete' && <DeleteKeysDialog items={[item]} onClose={close} onDeleted={onDeleted} />}
    </>
  )
}

function KeyFacts({ item }: { readonly item: ApiKey }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <dl className="grid gap-x-8 gap-y-3.5 px-5 py-5 sm:grid-cols-2 sm:gap-y-5 lg:grid-cols-3">
      <Fact name={t('keys.keyId')}>
        <KeyId id={item.id} />
      </Fact>
      <Fact name={t('common.state')}>
        <span className="flex flex-wrap gap-1.5">
          <KeyState item={item} />
          {item.format === 'legacy' && <Badge title={t('keys.legacyHint')}>{t('keys.legacy')}</Badge>}
        </span>
      </Fact>
      <Fact name={t('common.owner')}>
        <Owner owner={item.owner} />
      </Fact>
      <Fact name={t('common.type')}>{t(`keys.types.${item.type}`)}</Fact>
      <Fact name={t('keys.reach')}>
        {item.owner.type === 'service_account' && item.owner.team
          ? item.owner.team.name
          : (item.organization?.name ?? t('keys.reachAllOfOwner'))}
      </Fact>
      <Fact name={t('common.expires')}>
        <TimeText time={item.expiresAt} empty={t('keys.noExpiry')} />
      </Fact>
      <Fact name={t('common.created')}>
        <TimeText time={item.createdAt} />
      </Fact>
      <Fact name={t('common.lastUsed')}>
        <TimeText time={item.lastUsedAt} relative empty={t('keys.neverUsed')} />
      </Fact>
      {item.blockedBy.length > 0 && (
        <Fact name={t('keys.blockedFor')}>{format.list(item.blockedBy.map(({ name }) => name))}</Fact>
      )}
    </dl>
  )
}
