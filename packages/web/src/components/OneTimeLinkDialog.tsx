import { useEffect, useRef } from 'react'
import { useTranslation } from '../i18n/use-translation.ts'
import { Button } from './Button.tsx'
import { CopyButton } from './CopyButton.tsx'
import { Dialog } from './Dialog.tsx'

/** A link to hand over, shown once: it is kept by the dialog that asked for it, and nowhere else. */
export function OneTimeLinkDialog({
  title,
  hint,
  label,
  link,
  onClose,
}: {
  readonly title: string
  readonly hint: string
  readonly label: string
  readonly link: string
  readonly onClose: () => void
}) {
  const { t } = useTranslation()
  const copyButton = useRef<HTMLButtonElement>(null)
  // It takes the place of the form in which the focus was.
  useEffect(() => copyButton.current?.focus(), [])
  return (
    <Dialog
      title={title}
      description={hint}
      onClose={onClose}
      initialFocus={copyButton}
      footer={<Button onClick={onClose}>{t('common.done')}</Button>}
    >
      <div className="flex flex-col gap-2 rounded-lg border border-line-strong/60 bg-sunken p-2 sm:flex-row sm:items-center">
        <code
          translate="no"
          aria-label={label}
          className="min-w-0 flex-1 px-1.5 font-mono text-xs break-all select-all"
        >
          {link}
        </code>
        <CopyButton ref={copyButton} look="primary" text={link}>
          {t('members.copyLink')}
        </CopyButton>
      </div>
    </Dialog>
  )
}
