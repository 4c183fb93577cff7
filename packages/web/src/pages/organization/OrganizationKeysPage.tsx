import type { ApiKey, KeyState, KeyType } from '@keystead/sdk'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useCallback, useMemo, useState } from 'react'
import { Badge } from '../../components/Badge.tsx'
import { Button, ButtonLink } from '../../components/Button.tsx'
import { Callout } from '../../components/Callout.tsx'
import { DataTable } from '../../components/DataTable.tsx'
import { CompactSelect } from '../../components/Field.tsx'
import { FilterChip } from '../../components/FilterChip.tsx'
import { Card, PageHeader } from '../../components/PageHeader.tsx'
import { SearchField } from '../../components/SearchField.tsx'
import { EmptyState } from '../../components/states.tsx'
import { TimeText } from '../../components/TimeText.tsx'
import type { Column } from '../../components/table-column.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useTranslation } from '../../i18n/use-translation.ts'
import { KeyId, KeyName, Owner } from '../../keys/KeyCells.tsx'
import { type KeyIntent, KeyRowMenu } from '../../keys/KeyRowMenu.tsx'
import {
  BlockKeyDialog,
  DeleteKeysDialog,
  DisableKeyDialog,
  NewKeyDialog,
  RenameKeyDialog,
} from '../../keys/lazy-key-dialogs.ts'
import { NothingStale, StaleFilter, staleKinds } from '../../keys/StaleFilter.tsx'
import { refusalIn, useCreationRules } from '../../keys/use-creation-rules.ts'
import { useKeyReturns } from '../../keys/use-key-returns.ts'
import { useKeySort } from '../../keys/use-key-sort.ts'
import { keysQuery } from '../../queries/queries.ts'
import { useList } from '../../queries/use-list.ts'
import { findMembership, useMe } from '../../queries/use-me.ts'
import { RotateKeyDialog } from '../../rotations/lazy-rotation-dialogs.ts'
import { useOrganization } from './use-organization.ts'

const route = getRouteApi('/signed-in/account-settings/$organization/api-keys')
const types: readonly KeyType[] = ['personal', 'organization', 'team_service_account', 'organization_service_account']
const states: readonly KeyState[] = ['active', 'disabled', 'blocked', 'expired']
const mostAtOnce = 200
const noneSelected: ReadonlySet<string> = new Set()

export function OrganizationKeysPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const me = useMe()
  const organization = useOrganization()
  const { id, name, isAdmin } = organization
  const navigate = useNavigate({ from: '/account-settings/$organization/api-keys' })
  const search = route.useSearch()
  const type = types.find((each) => each === search.type)
  const state = states.find((each) => each === search.state)
  const stale = staleKinds.find((each) => each === search.stale)
  const { query, owner } = search
  const sort = useKeySort(search)
  const list = useList(
    keysQuery({
      organization: organization.id,
      query,
      type,
      state,
      owner,
      stale,
      sort: sort.by,
      order: sort.direction,
    }),
    ({ keys }) => keys,
  )
  useKeyReturns(list.items)
  // Known from any of the keys; of whoever has none, there is but the ID.
  const ownerName = list.items.find((item) => item.owner.id === owner)?.owner.name
  const { ruled } = useCreationRules(me, organization.id)
  const refusal = ruled.map(refusalIn)[0] ?? null

  const columns = useColumns(organization.id)
  const [creating, setCreating] = useState(false)
  const [chosen, setChosen] = useState<{ intent: KeyIntent; items: readonly ApiKey[] } | null>(null)
  const [selected, setSelected] = useState(noneSelected)
  const selectedItems = useMemo(() => list.items.filter(({ id }) => selected.has(id)), [list.items, selected])
  const close = () => setChosen(null)
  const menu = useCallback(
    (item: ApiKey) => (
      <KeyRowMenu
        item={item}
        organization={isAdmin ? { id, name } : undefined}
        onChoose={(intent, item) => setChosen({ intent, items: [item] })}
      />
    ),
    [id, name, isAdmin],
  )

  const filter = (changes: Partial<Record<keyof typeof search, string | undefined>>) => {
    setSelected(noneSelected)
    void navigate({ search: (before) => ({ ...before, ...changes }), replace: true })
  }
  const noFilter = { query: undefined, type: undefined, state: undefined, stale: undefined, owner: undefined }
  const filtered = Object.values({ query, type, state, stale, owner }).some((value) => value !== undefined)
  const isOnlyStale = stale !== undefined && [query, type, state, owner].every((each) => each === undefined)
  const isEmpty = !filtered && !list.loading && list.items.length === 0 && list.error === null
  const tooMany = selectedItems.length > mostAtOnce
  const [only] = chosen?.items ?? []

  // Nobody has keys of their own where they do not belong, not even who administers the server.
  const newButton = findMembership(me, organization.id) && (
    <Button
      look="primary"
      icon="plus"
      disabled={refusal !== null}
      aria-describedby={refusal ? 'creation-refusal' : undefined}
      onClick={() => setCreating(true)}
    >
      {t('keys.newKey')}
    </Button>
  )

  return (
    <>
      <PageHeader
        title={t('keys.title')}
        context={organization.name}
        lead={organization.isAdmin ? t('keys.organizationLead') : t('keys.ownOnlyLead')}
        actions={
          <>
            <ButtonLink
              look="ghost"
              to="/account-settings/$organization/api-keys/deleted"
              params={{ organization: name }}
            >
              {t('keyLife.deleted.title')}
            </ButtonLink>
            {!isEmpty && newButton}
          </>
        }
      />
      {refusal && (
        <Callout id="creation-refusal" className="mb-4">
          {t(`errors.${refusal}`)}
        </Callout>
      )}
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <SearchField
          label={t('keys.searchAll')}
          value={query ?? ''}
          onChange={(text) => filter({ query: text || undefined })}
          className="flex-1 basis-full sm:max-w-xs sm:min-w-56 sm:basis-auto"
        />
        <CompactSelect<KeyType | ''>
          label={t('keys.filterType')}
          value={type ?? ''}
          options={[
            { value: '', label: t('keys.anyType') },
            ...types.map((value) => ({ value, label: t(`keys.types.${value}`) })),
          ]}
          onChange={(value) => filter({ type: value || undefined })}
          className="max-sm:grow sm:max-w-44"
        />
        <CompactSelect<KeyState | ''>
          label={t('keys.filterState')}
          value={state ?? ''}
          options={[
            { value: '', label: t('keys.anyState') },
            ...states.map((value) => ({ value, label: t(`keys.states.${value}`) })),
          ]}
          onChange={(value) => filter({ state: value || undefined })}
          className="max-sm:grow"
        />
        <StaleFilter kind={stale} kinds={staleKinds} onChange={(kind) => filter({ stale: kind })} />
        {owner !== undefined && (
          <FilterChip onRemove={() => filter({ owner: undefined })}>
            {t('keys.ownedBy', { name: ownerName ?? owner })}
          </FilterChip>
        )}
        {filtered && (
          <Button look="ghost" onClick={() => filter(noFilter)}>
            {t('common.clearFilters')}
          </Button>
        )}
      </div>
      {selectedItems.length > 0 && (
        <section
          aria-label={t('keys.selection')}
          className="fixed inset-x-4 bottom-4 z-20 mx-auto flex max-w-xl flex-wrap items-center gap-x-4 gap-y-2 rounded-xl border border-line bg-surface px-4 py-2.5 shadow-floating sm:bottom-6"
        >
          <p role="status" className="text-sm font-medium">
            {t('common.selected', { count: selectedItems.length, formatted: format.count(selectedItems.length) })}
          </p>
          {tooMany && <p className="text-xs text-caution">{t('keys.mostAtOnce')}</p>}
          <div className="ml-auto flex gap-2">
            <Button look="ghost" onClick={() => setSelected(noneSelected)}>
              {t('common.cancel')}
            </Button>
            <Button
              look="danger"
              disabled={tooMany}
              onClick={() => setChosen({ intent: 'delete', items: selectedItems })}
            >
              {t('keys.deleteSelected', { formatted: format.count(selectedItems.length) })}
            </Button>
          </div>
        </section>
      )}
      <Card>
        <DataTable
          {...list}
          sort={sort}
          label={t('keys.tableLabel')}
          columns={columns}
          idOf={({ id }) => id}
          nameOf={({ name }) => name}
          selection={{ ids: selected, onChange: setSelected }}
          actions={menu}
          empty={
            isOnlyStale ? (
              <NothingStale kind={stale} onClear={() => filter(noFilter)} />
            ) : filtered ? (
              <EmptyState
                icon="search"
                title={t('keys.noMatchTitle')}
                action={<Button onClick={() => filter(noFilter)}>{t('common.clearFilters')}</Button>}
              >
                {t('keys.noMatch')}
              </EmptyState>
            ) : (
              <EmptyState icon="key" title={t('keys.emptyTitle')} action={newButton}>
                {t('keys.emptyOrganization')}
              </EmptyState>
            )
          }
        />
      </Card>
      {creating && <NewKeyDialog me={me} organizationId={organization.id} onClose={() => setCreating(false)} />}
      {chosen?.intent === 'rotate' && only && <RotateKeyDialog item={only} onClose={close} />}
      {chosen?.intent === 'rename' && only && <RenameKeyDialog item={only} onClose={close} />}
      {(chosen?.intent === 'disable' || chosen?.intent === 'brownOut') && only && (
        <DisableKeyDialog item={only} brownOut={chosen.intent === 'brownOut'} onClose={close} />
      )}
      {chosen?.intent === 'block' && only && <BlockKeyDialog item={only} organization={organization} onClose={close} />}
      {chosen?.intent === 'delete' && (
        <DeleteKeysDialog items={chosen.items} onClose={close} onDeleted={() => setSelected(noneSelected)} />
      )}
    </>
  )
}

function useColumns(organizationId: string): Column<ApiKey>[] {
  const { t } = useTranslation()
  return useMemo(
    () => [
      {
        id: 'name',
        header: t('keys.keyName'),
        primary: true,
        sortKey: 'name',
        cell: (item) => (
          <div className="flex flex-wrap items-center gap-2">
            <KeyName item={item} />
            {item.state !== 'blocked' && item.blockedBy.some(({ id }) => id === organizationId) && (
              <Badge tone="danger">{t('keys.blockedHere')}</Badge>
            )}
          </div>
        ),
      },
      { id: 'id', header: t('keys.keyId'), width: 'w-42', cell: ({ id }) => <KeyId id={id} /> },
      {
        id: 'owner',
        header: t('common.owner'),
        sortKey: 'owner',
        cell: ({ owner }) => <Owner owner={owner} />,
      },
      {
        id: 'type',
        header: t('common.type'),
        width: 'w-40',
        cell: ({ type }) => t(`keys.types.${type}`),
      },
      {
        id: 'lastUsed',
        header: t('common.lastUsed'),
        width: 'w-30',
        sortKey: 'lastUsedAt',
        cell: ({ lastUsedAt }) => <TimeText time={lastUsedAt} relative empty={t('keys.neverUsed')} />,
      },
      {
        id: 'created',
        header: t('common.createdOn'),
        width: 'w-32',
        sortKey: 'createdAt',
        cell: ({ createdAt }) => <TimeText time={createdAt} />,
      },
    ],
    [t, organizationId],
  )
}
