import { isKeysteadError, type NewWebhook, type Webhook } from '@keystead/sdk'
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { keystead } from '../api/keystead.ts'
import { Button } from '../components/Button.tsx'
import { Callout } from '../components/Callout.tsx'
import { Dialog } from '../components/Dialog.tsx'
import { TextField } from '../components/Field.tsx'
import { toast } from '../components/Toaster.tsx'
import { useTranslation } from '../i18n/use-translation.ts'
import { useAction } from '../queries/use-action.ts'
import { EventTypesField, type Wanted } from './EventTypesField.tsx'
import { WebhookSecretDialog } from './WebhookSecretDialog.tsx'

type WebhookDialogProps = {
  readonly organizationId: string
  /** Left out, another one is made, and its secret shown. */
  readonly item?: Webhook
  readonly onClose: () => void
}

export function WebhookDialog({ organizationId, item, onClose }: WebhookDialogProps) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const field = useRef<HTMLInputElement>(null)
  const [secret, setSecret] = useState<string | null>(null)
  const form = useWebhookForm(item)
  const save = useAction(async () => {
    const settings = form.read()
    if (settings === null) {
      if (form.url.trim() === '') field.current?.focus()
      return
    }
    if (item) {
      await keystead.webhooks.update(item.id, settings)
      toast(t('webhooks.saved'))
    } else {
      const created = await keystead.webhooks.create({ ...settings, organization: organizationId })
      setSecret(created.secret)
    }
    await client.invalidateQueries({ queryKey: ['webhooks'] })
    if (item) onClose()
  })
  if (secret !== null) return <WebhookSecretDialog secret={secret} onClose={onClose} />

  const urlIsWrong = isKeysteadError(save.failure, 'INVALID_WEBHOOK_URL')
  return (
    <Dialog
      title={item ? t('webhooks.editTitle') : t('webhooks.createTitle')}
      size="large"
      onClose={onClose}
      initialFocus={field}
      onSubmit={() => void save.perform()}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" look="primary" pending={save.pending}>
            {item ? t('common.save') : t('common.create')}
          </Button>
        </>
      }
    >
      <TextField
        ref={field}
        label={t('webhooks.url')}
        hint={t('webhooks.urlHint')}
        type="url"
        inputMode="url"
        placeholder="https://hooks.example.com/keystead"
        maxLength={2048}
        spellCheck={false}
        value={form.url}
        onChange={form.setUrl}
        error={form.urlMissing ? t('webhooks.urlMissing') : urlIsWrong ? save.error : null}
      />
      <TextField
        label={t('webhooks.description')}
        placeholder={t('webhooks.descriptionPlaceholder')}
        optional
        maxLength={255}
        value={form.description}
        onChange={form.setDescription}
      />
      <EventTypesField wanted={form.wanted} onChange={form.setWanted} missing={form.noneChosen} />
      {save.error && !urlIsWrong && <Callout tone="danger">{save.error}</Callout>}
    </Dialog>
  )
}

function useWebhookForm(item: Webhook | undefined) {
  const [url, setUrl] = useState(item?.url ?? '')
  const [urlMissing, setUrlMissing] = useState(false)
  const [description, setDescription] = useState(item?.description ?? '')
  const [wanted, setWanted] = useState<Wanted>({
    kind: (item?.eventTypes.length ?? 0) === 0 ? 'all' : 'some',
    types: item?.eventTypes ?? [],
  })
  const [noneChosen, setNoneChosen] = useState(false)
  return {
    url,
    setUrl: (text: string) => {
      setUrl(text)
      setUrlMissing(false)
    },
    urlMissing,
    description,
    setDescription,
    wanted,
    setWanted: (changed: Wanted) => {
      setWanted(changed)
      setNoneChosen(false)
    },
    noneChosen,
    read: (): Required<Pick<NewWebhook, 'url' | 'description' | 'eventTypes'>> | null => {
      const isUrlMissing = url.trim() === ''
      // To the server, no types at all are all of them.
      const isNoneChosen = wanted.kind === 'some' && wanted.types.length === 0
      setUrlMissing(isUrlMissing)
      setNoneChosen(isNoneChosen)
      if (isUrlMissing || isNoneChosen) return null
      return {
        url: url.trim(),
        description: description.trim(),
        eventTypes: wanted.kind === 'all' ? [] : [...wanted.types],
      }
    },
  }
}
