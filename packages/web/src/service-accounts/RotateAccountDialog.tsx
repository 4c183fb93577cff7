import type { ApiKey, OpenedRotation, RotationOfOne, ServiceAccount } from '@keystead/sdk'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { keystead } from '../api/keystead.ts'
import { Button } from '../components/Button.tsx'
import { Callout } from '../components/Callout.tsx'
import { Dialog } from '../components/Dialog.tsx'
import { toast } from '../components/Toaster.tsx'
import { useFormat } from '../i18n/use-format.ts'
import { useTranslation } from '../i18n/use-translation.ts'
import { KeyList } from '../keys/KeyDialogs.tsx'
import { keysQuery } from '../queries/queries.ts'
import { useAction } from '../queries/use-action.ts'
import { useList } from '../queries/use-list.ts'
import { forgetRequest, keyOfRequest } from '../rotations/repeatable-request.ts'
import { Steps } from '../rotations/Steps.tsx'
import { TermsFields } from '../rotations/TermsFields.tsx'
import { useRotationPages } from '../rotations/use-rotation-pages.ts'
import { useRotationTerms } from '../rotations/use-rotation-terms.ts'
import { TokenDialog } from '../tokens/TokenDialog.tsx'

type Props = { readonly item: ServiceAccount; readonly onClose: () => void }
type Answer = { readonly opened: readonly OpenedRotation[]; readonly failed: readonly RotationOfOne[] }

/**
 * Rotates all keys of a service account, and then shows one token after another: each is put where it belongs before the next
 * is seen, so that none is mistaken for another and none is forgotten.
 */
export function RotateAccountDialog({ item, onClose }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const pages = useRotationPages(item.organization.name)
  const terms = useRotationTerms()
  const { items: active, loading } = useList(keysQuery({ owner: item.id, state: 'active' }), ({ keys }) => keys)
  const keys = active.filter(({ rotationId }) => rotationId === null)
  const [answer, setAnswer] = useState<Answer | null>(null)
  const [place, setPlace] = useState(0)

  const rotate = useAction(async () => {
    const body = terms.read()
    if (body === null) return
    const idempotencyKey = keyOfRequest(item.id, body)
    const { results } = await keystead.rotations.openForServiceAccount(item.id, body, { idempotencyKey })
    setAnswer({
      opened: results.flatMap(({ opened }) => opened ?? []),
      failed: results.filter(({ opened }) => opened === null),
    })
  })
  const leave = ({ opened }: Answer) => {
    forgetRequest(item.id)
    void client.invalidateQueries({ queryKey: ['keys'] })
    void client.invalidateQueries({ queryKey: ['rotations'] })
    onClose()
    if (opened.length === 0) return
    toast(t('rotations.opened', { count: opened.length, formatted: format.count(opened.length) }))
    pages.list()
  }
  const shown = answer?.opened[place]
  const isLast = answer === null || place >= answer.opened.length - 1
  if (answer && shown) {
    return (
      <TokenDialog
        key={shown.key.id}
        token={shown.token}
        keyId={shown.key.id}
        next={isLast ? undefined : t('rotations.dialog.next')}
        lead={
          <>
            <p className="text-sm font-medium">
              {t('rotations.dialog.tokenOf', {
                place: format.count(place + 1),
                total: format.count(answer.opened.length),
                name: shown.key.name,
              })}
            </p>
            <Failures failed={answer.failed} keys={active} />
          </>
        }
        onClose={() => (isLast ? leave(answer) : setPlace(place + 1))}
      />
    )
  }
  if (answer) {
    return (
      <Dialog
        title={t('rotations.dialog.nothing')}
        onClose={() => leave(answer)}
        footer={<Button onClick={() => leave(answer)}>{t('common.close')}</Button>}
      >
        <Failures failed={answer.failed} keys={active} />
      </Dialog>
    )
  }
  return (
    <Dialog
      title={t('rotations.dialog.titleAll', { name: item.name })}
      size="large"
      onClose={onClose}
      onSubmit={() => keys.length > 0 && void rotate.perform()}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            type="submit"
            look={terms.leaked ? 'danger' : 'primary'}
            pending={rotate.pending}
            disabled={keys.length === 0}
          >
            {terms.leaked
              ? t('rotations.dialog.submitLeak')
              : t('rotations.dialog.submitAll', { count: keys.length, formatted: format.count(keys.length) })}
          </Button>
        </>
      }
    >
      {!loading && keys.length === 0 ? (
        <p className="text-sm text-ink-muted">{t('rotations.dialog.noKeys')}</p>
      ) : (
        <>
          {!terms.leaked && <Steps issue={t('rotations.dialog.issueAll')} />}
          <div className="flex flex-col gap-2">
            <h3 className="text-sm font-medium">{t('rotations.dialog.toRotate')}</h3>
            <KeyList label={t('rotations.dialog.toRotate')} items={keys} />
            <p className="text-xs text-ink-muted">{t('rotations.dialog.skipped')}</p>
          </div>
          <TermsFields terms={terms} />
          {terms.leaked && <Callout tone="caution" title={t('rotations.dialog.leakHint')} />}
        </>
      )}
      {rotate.error && <Callout tone="danger">{rotate.error}</Callout>}
    </Dialog>
  )
}

/** Each key is rotated by itself: one that was not keeps no other from it. */
function Failures({ failed, keys }: { readonly failed: readonly RotationOfOne[]; readonly keys: readonly ApiKey[] }) {
  const { t } = useTranslation()
  if (failed.length === 0) return null
  return (
    <Callout tone="caution" title={t('rotations.dialog.failed')}>
      <ul className="list-disc pl-5">
        {failed.map(({ keyId, code = 'INTERNAL' }) => (
          <li key={keyId}>
            {t('rotations.dialog.failedOne', {
              name: keys.find(({ id }) => id === keyId)?.name ?? keyId,
              reason: t(`errors.${code}`),
            })}
          </li>
        ))}
      </ul>
    </Callout>
  )
}
