import type { ApiKey, NewRotation, OpenedRotation } from '@keystead/sdk'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { keystead } from '../api/keystead.ts'
import { Button } from '../components/Button.tsx'
import { Callout } from '../components/Callout.tsx'
import { Dialog } from '../components/Dialog.tsx'
import { Checkbox } from '../components/Field.tsx'
import { toast } from '../components/Toaster.tsx'
import { useConsumerWords } from '../consumers/use-consumer-words.ts'
import { useTranslation } from '../i18n/use-translation.ts'
import { consumersQuery } from '../queries/queries.ts'
import { useAction } from '../queries/use-action.ts'
import { TokenDialog } from '../tokens/TokenDialog.tsx'
import { forgetRequest, keyOfRequest } from './repeatable-request.ts'
import { Steps } from './Steps.tsx'
import { TermsFields } from './TermsFields.tsx'
import { useRotationPages } from './use-rotation-pages.ts'
import { useRotationTerms } from './use-rotation-terms.ts'

/** Says what rotating means, issues the new key, and turns into the one place that shows its token. */
export function RotateKeyDialog({ item, onClose }: { readonly item: ApiKey; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const pages = useRotationPages()
  const terms = useRotationTerms()
  const [keepsFormat, setKeepsFormat] = useState(true)
  const [opened, setOpened] = useState<OpenedRotation | null>(null)

  const rotate = useAction(async () => {
    const chosen = terms.read()
    if (chosen === null) return
    const body: NewRotation = { ...chosen, ...(item.format === 'legacy' && !keepsFormat && { format: 'v1' }) }
    setOpened(await keystead.rotations.open(item.id, body, { idempotencyKey: keyOfRequest(item.id, body) }))
  })
  /** Only now: where the old key is gone already, so are its page and its row, and this dialog would be with them. */
  const leave = (rotation: OpenedRotation['rotation']) => {
    forgetRequest(item.id)
    void client.invalidateQueries({ queryKey: ['keys'] })
    void client.invalidateQueries({ queryKey: ['rotations'] })
    toast(t('rotations.opened', { count: 1 }))
    onClose()
    pages.show(rotation.id)
  }
  if (opened) {
    const { rotation, key, token } = opened
    const isRevoked = rotation.state === 'revoked'
    return (
      <TokenDialog
        token={token}
        keyId={key.id}
        lead={
          <p className="text-sm">{isRevoked ? t('rotations.dialog.tokenHintLeak') : t('rotations.dialog.tokenHint')}</p>
        }
        onClose={() => leave(rotation)}
      />
    )
  }
  return (
    <Dialog
      title={t('rotations.dialog.title', { name: item.name })}
      size="large"
      onClose={onClose}
      onSubmit={() => void rotate.perform()}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" look={terms.leaked ? 'danger' : 'primary'} pending={rotate.pending}>
            {terms.leaked ? t('rotations.dialog.submitLeak') : t('rotations.dialog.submit')}
          </Button>
        </>
      }
    >
      {!terms.leaked && <Steps issue={t('rotations.dialog.issue')} />}
      <TermsFields terms={terms} />
      {terms.leaked && <WhoStops item={item} />}
      {item.format === 'legacy' && (
        <Checkbox checked={keepsFormat} onChange={setKeepsFormat}>
          <span className="font-medium">{t('rotations.dialog.keepLegacy')}</span>
          <span className="block text-xs text-ink-muted">{t('rotations.dialog.keepLegacyHint')}</span>
        </Checkbox>
      )}
      {rotate.error && <Callout tone="danger">{rotate.error}</Callout>}
    </Dialog>
  )
}

/** Who uses a key that is about to go at once. */
function WhoStops({ item }: { readonly item: ApiKey }) {
  const { t } = useTranslation()
  const words = useConsumerWords()
  const { data } = useQuery(consumersQuery(item.id))
  return (
    <Callout tone="caution" title={t('rotations.dialog.leakHint')}>
      {data && data.consumers.length > 0 && (
        <>
          <p>{t('rotations.dialog.leakUsers')}</p>
          <ul
            aria-label={t('rotations.dialog.leakUsers')}
            tabIndex={data.consumers.length > 2 ? 0 : undefined}
            className="mt-1 max-h-40 list-disc overflow-y-auto pl-5"
          >
            {data.consumers.map((consumer) => (
              <li key={consumer.id}>{words.whole(consumer)}</li>
            ))}
          </ul>
        </>
      )}
    </Callout>
  )
}
