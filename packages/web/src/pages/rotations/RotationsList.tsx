import type { ListedRotation, RotationState as State } from '@keystead/sdk'
import { type ReactNode, useMemo } from 'react'
import { Button } from '../../components/Button.tsx'
import { DataTable } from '../../components/DataTable.tsx'
import { CompactSelect } from '../../components/Field.tsx'
import { Card, PageHeader } from '../../components/PageHeader.tsx'
import { EmptyState } from '../../components/states.tsx'
import { TimeText } from '../../components/TimeText.tsx'
import type { Column } from '../../components/table-column.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useTranslation } from '../../i18n/use-translation.ts'
import { Owner } from '../../keys/KeyCells.tsx'
import { rotationsQuery } from '../../queries/queries.ts'
import { useList } from '../../queries/use-list.ts'
import { RotationLink } from '../../rotations/RotationLink.tsx'
import { RotationState } from '../../rotations/RotationState.tsx'
import { isUnderWay } from '../../rotations/rotation-state.ts'

const states: readonly State[] = ['open', 'ready', 'completed', 'cancelled', 'revoked']

/** Rotations of one person's keys, or of all that reach an organization, newest first. */
export function RotationsList({
  of,
  context,
  lead,
  state,
  onFilter,
}: {
  readonly of: { readonly owner: string } | { readonly organization: string }
  readonly context: string
  readonly lead: ReactNode
  /** As the page's address has it. */
  readonly state: string | undefined
  readonly onFilter: (state: State | undefined) => void
}) {
  const { t } = useTranslation()
  const chosen = states.find((each) => each === state)
  const list = useList(rotationsQuery({ ...of, state: chosen }), ({ rotations }) => rotations)
  const columns = useColumns('organization' in of)
  return (
    <>
      <PageHeader title={t('rotations.title')} context={context} lead={lead} />
      <div className="mb-3 flex flex-wrap gap-2">
        <CompactSelect<State | ''>
          label={t('rotations.filterState')}
          value={chosen ?? ''}
          options={[
            { value: '', label: t('rotations.anyState') },
            ...states.map((value) => ({ value, label: t(`rotations.states.${value}`) })),
          ]}
          onChange={(value) => onFilter(value || undefined)}
          className="max-sm:grow"
        />
      </div>
      <Card>
        <DataTable
          {...list}
          label={t('rotations.title')}
          columns={columns}
          idOf={({ id }) => id}
          nameOf={({ key }) => key.name}
          empty={
            chosen === undefined ? (
              <EmptyState icon="rotate" title={t('rotations.emptyTitle')}>
                {t('rotations.empty')}
              </EmptyState>
            ) : (
              <EmptyState
                icon="search"
                title={t('rotations.noMatchTitle')}
                action={<Button onClick={() => onFilter(undefined)}>{t('common.clearFilters')}</Button>}
              >
                {t('rotations.noMatch')}
              </EmptyState>
            )
          }
        />
      </Card>
    </>
  )
}

function useColumns(showsOwner: boolean): Column<ListedRotation>[] {
  const { t } = useTranslation()
  const format = useFormat()
  return useMemo(() => {
    const owner: Column<ListedRotation> = {
      id: 'owner',
      header: t('common.owner'),
      cell: ({ key }) => <Owner owner={key.owner} />,
    }
    return [
      {
        id: 'key',
        header: t('rotations.key'),
        width: 'w-78',
        primary: true,
        cell: ({ id, key, oldKeyId, newKeyId }) => (
          <div className="flex min-w-0 flex-col">
            <RotationLink id={id}>{key.name}</RotationLink>
            <span className="flex flex-wrap gap-x-1 font-mono text-xs text-ink-muted" translate="no">
              <span>{oldKeyId} →</span>
              <span>{newKeyId}</span>
            </span>
          </div>
        ),
      },
      ...(showsOwner ? [owner] : []),
      {
        id: 'state',
        header: t('common.state'),
        width: 'w-30',
        cell: ({ state }) => <RotationState state={state} />,
      },
      {
        id: 'completion',
        header: t('rotations.completion'),
        width: 'w-30',
        cell: ({ completion }) => t(`rotations.completions.${completion}`),
      },
      {
        id: 'deadline',
        header: t('rotations.deadline'),
        width: 'w-48',
        isEmpty: (rotation) => rotation.deadline === null || !isUnderWay(rotation),
        cell: (rotation) =>
          rotation.deadline !== null && isUnderWay(rotation) ? (
            <span className={rotation.stuckAt === null ? undefined : 'text-caution'}>
              {t('rotations.deadlineThen', {
                date: format.day(rotation.deadline.at),
                action: t(`rotations.thens.${rotation.deadline.then}`),
              })}
            </span>
          ) : (
            <span className="text-ink-faint">–</span>
          ),
      },
      {
        id: 'opened',
        header: t('rotations.opened'),
        width: 'w-32',
        cell: ({ openedAt }) => <TimeText time={openedAt} />,
      },
    ]
  }, [t, format, showsOwner])
}
