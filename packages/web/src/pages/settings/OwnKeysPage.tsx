import type { ApiKey, KeyState as State } from '@keystead/sdk'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useCallback, useMemo, useState } from 'react'
import { Button } from '../../components/Button.tsx'
import { Callout } from '../../components/Callout.tsx'
import { DataTable } from '../../components/DataTable.tsx'
import { CompactSelect } from '../../components/Field.tsx'
import { Card, PageHeader } from '../../components/PageHeader.tsx'
import { SearchField } from '../../components/SearchField.tsx'
import { EmptyState } from '../../components/states.tsx'
import { TimeText } from '../../components/TimeText.tsx'
import type { Column } from '../../components/table-column.ts'
import { useTranslation } from '../../i18n/use-translation.ts'
import { KeyId, KeyName, KeyState } from '../../keys/KeyCells.tsx'
import { type KeyIntent, KeyRowMenu } from '../../keys/KeyRowMenu.tsx'
import { DeleteKeysDialog, DisableKeyDialog, NewKeyDialog, RenameKeyDialog } from '../../keys/lazy-key-dialogs.ts'
import { NothingStale, StaleFilter, staleKinds } from '../../keys/StaleFilter.tsx'
import { useRefusalOfAnyKey } from '../../keys/use-creation-rules.ts'
import { useKeyReturns } from '../../keys/use-key-returns.ts'
import { useKeySort } from '../../keys/use-key-sort.ts'
import { keysQuery } from '../../queries/queries.ts'
import { useList } from '../../queries/use-list.ts'
import { useMe } from '../../queries/use-me.ts'
import { RotateKeyDialog } from '../../rotations/lazy-rotation-dialogs.ts'

const route = getRouteApi('/signed-in/settings/api-keys')
/** Whoever leaves an organization leaves no key there: one's own always have their owner. */
const ownStaleKinds = staleKinds.filter((kind) => kind !== 'owner_gone')
const states: readonly State[] = ['active', 'disabled', 'blocked', 'expired']

export function OwnKeysPage() {
  const { t } = useTranslation()
  const me = useMe()
  const navigate = useNavigate({ from: '/settings/api-keys' })
  const address = route.useSearch()
  const { query, state } = address
  const sort = useKeySort(address)
  const chosenState = states.find((each) => each === state)
  const stale = ownStaleKinds.find((each) => each === address.stale)
  const list = useList(
    keysQuery({ owner: me.principal.id, query, state: chosenState, stale, sort: sort.by, order: sort.direction }),
    ({ keys }) => keys,
  )
  useKeyReturns(list.items)
  const refusal = useRefusalOfAnyKey(me)
  const columns = useColumns()
  const [creating, setCreating] = useState(false)
  const [chosen, setChosen] = useState<{ intent: KeyIntent; item: ApiKey } | null>(null)
  const close = () => setChosen(null)
  const menu = useCallback(
    (item: ApiKey) => <KeyRowMenu item={item} onChoose={(intent, item) => setChosen({ intent, item })} />,
    [],
  )

  const search = (changes: { [Name in 'query' | 'state' | 'stale']?: string | undefined }) =>
    void navigate({ search: (before) => ({ ...before, ...changes }), replace: true })
  const noFilter = { query: undefined, state: undefined, stale: undefined }
  const filtered = query !== undefined || chosenState !== undefined || stale !== undefined
  const isEmpty = !filtered && !list.loading && list.items.length === 0 && list.error === null
  const createButton = (
    <Button
      look="primary"
      icon="plus"
      disabled={refusal !== null}
      aria-describedby={refusal ? 'creation-refusal' : undefined}
      onClick={() => setCreating(true)}
    >
      {t('keys.createNew')}
    </Button>
  )
  return (
    <>
      <PageHeader
        title={t('keys.title')}
        context={t('settings.title')}
        lead={t('keys.personalLead')}
        actions={!isEmpty && createButton}
      />
      {refusal && (
        <Callout id="creation-refusal" className="mb-4">
          {t(`errors.${refusal}`)}
        </Callout>
      )}
      {!isEmpty && (
        <div className="mb-3 flex flex-wrap gap-2">
          <SearchField
            label={t('keys.searchOwn')}
            value={query ?? ''}
            onChange={(text) => search({ query: text || undefined })}
            className="flex-1 basis-full sm:max-w-xs sm:min-w-56 sm:basis-auto"
          />
          <CompactSelect<State | ''>
            label={t('keys.filterState')}
            value={chosenState ?? ''}
            options={[
              { value: '', label: t('keys.anyState') },
              ...states.map((value) => ({ value, label: t(`keys.states.${value}`) })),
            ]}
            onChange={(value) => search({ state: value || undefined })}
            className="max-sm:grow"
          />
          <StaleFilter kind={stale} kinds={ownStaleKinds} onChange={(kind) => search({ stale: kind })} />
        </div>
      )}
      <Card>
        <DataTable
          {...list}
          sort={sort}
          label={t('keys.tableLabel')}
          columns={columns}
          idOf={({ id }) => id}
          nameOf={({ name }) => name}
          actions={menu}
          empty={
            stale && query === undefined && chosenState === undefined ? (
              <NothingStale kind={stale} onClear={() => search(noFilter)} />
            ) : filtered ? (
              <EmptyState
                icon="search"
                title={t('keys.noMatchTitle')}
                action={<Button onClick={() => search(noFilter)}>{t('common.clearFilters')}</Button>}
              >
                {t('keys.noMatch')}
              </EmptyState>
            ) : (
              <EmptyState icon="key" title={t('keys.emptyTitle')} action={createButton}>
                {t('keys.emptyOwn')}
              </EmptyState>
            )
          }
        />
      </Card>
      {creating && <NewKeyDialog me={me} onClose={() => setCreating(false)} />}
      {chosen?.intent === 'rotate' && <RotateKeyDialog item={chosen.item} onClose={close} />}
      {chosen?.intent === 'rename' && <RenameKeyDialog item={chosen.item} onClose={close} />}
      {(chosen?.intent === 'disable' || chosen?.intent === 'brownOut') && (
        <DisableKeyDialog item={chosen.item} brownOut={chosen.intent === 'brownOut'} onClose={close} />
      )}
      {chosen?.intent === 'delete' && <DeleteKeysDialog items={[chosen.item]} onClose={close} />}
    </>
  )
}

function useColumns(): Column<ApiKey>[] {
  const { t } = useTranslation()
  return useMemo(
    () => [
      {
        id: 'name',
        header: t('common.name'),
        primary: true,
        sortKey: 'name',
        cell: (item) => <KeyName item={item} note={item.organization?.name ?? t('keys.reachAll')} badges={false} />,
      },
      { id: 'id', header: t('keys.keyId'), width: 'w-42', cell: ({ id }) => <KeyId id={id} /> },
      {
        id: 'created',
        header: t('common.created'),
        width: 'w-32',
        sortKey: 'createdAt',
        cell: ({ createdAt }) => <TimeText time={createdAt} />,
      },
      {
        id: 'lastUsed',
        header: t('common.lastUsed'),
        width: 'w-34',
        sortKey: 'lastUsedAt',
        cell: ({ lastUsedAt }) => <TimeText time={lastUsedAt} relative empty={t('keys.neverUsed')} />,
      },
      {
        id: 'expires',
        header: t('common.expires'),
        width: 'w-34',
        sortKey: 'expiresAt',
        cell: ({ expiresAt }) => <TimeText time={expiresAt} empty={t('keys.noExpiry')} />,
      },
      {
        id: 'state',
        header: t('common.state'),
        width: 'w-44',
        cell: (item) => <KeyState item={item} />,
      },
    ],
    [t],
  )
}
