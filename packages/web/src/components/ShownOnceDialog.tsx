import { useBlocker } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from '../i18n/use-translation.ts'
import { Button } from './Button.tsx'
import { CopyButton } from './CopyButton.tsx'
import { Dialog } from './Dialog.tsx'
import { Checkbox } from './Field.tsx'

type ShownOnceDialogProps = {
  readonly title: string
  /** It lives in the state of whoever renders this, and nowhere else: no cache, no address, no storage. */
  readonly secret: string
  readonly label: string
  readonly copyLabel: string
  /** How to get out, for those who do not see that the button is disabled. */
  readonly closeHint: string
  /** Above the secret. */
  readonly lead?: ReactNode
  /** What leads to the next secret. As long as there is one, nobody leaves. */
  readonly next?: string | undefined
  /** Below the secret. */
  readonly note?: ReactNode
  readonly children: ReactNode
  readonly onClose: () => void
}

/** Shows a secret for the only time: it closes, and the page is left, only after copying or an explicit "I have stored it". */
export function ShownOnceDialog(props: ShownOnceDialogProps) {
  const { title, secret, label, copyLabel, closeHint, lead, next, note, children, onClose } = props
  const { t } = useTranslation()
  const [copied, setCopied] = useState(false)
  const [stored, setStored] = useState(false)
  const copyButton = useRef<HTMLButtonElement>(null)
  const safe = copied || stored
  const mayLeave = safe && next === undefined
  // Leaving would lose it for good.
  useBlocker({ shouldBlockFn: () => !mayLeave, enableBeforeUnload: () => !mayLeave })
  // It takes the place of the form in which the focus was.
  useEffect(() => copyButton.current?.focus(), [])
  return (
    <Dialog
      title={title}
      size="large"
      locked={!mayLeave}
      initialFocus={copyButton}
      onClose={onClose}
      footer={
        <>
          <div className="mr-auto">
            <Checkbox checked={stored} onChange={setStored}>
              {t('token.stored')}
            </Checkbox>
          </div>
          {!safe && (
            <span id="shown-once-close-hint" className="sr-only">
              {closeHint}
            </span>
          )}
          <Button
            look={safe ? 'primary' : 'secondary'}
            disabled={!safe}
            aria-describedby={safe ? undefined : 'shown-once-close-hint'}
            onClick={onClose}
          >
            {next ?? t('token.done')}
          </Button>
        </>
      }
    >
      {lead}
      <div className="flex flex-col gap-1.5">
        <div className="flex flex-col gap-2 rounded-lg border border-line-strong/60 bg-sunken p-2 sm:flex-row sm:items-center">
          <code
            translate="no"
            aria-label={label}
            className="notranslate min-w-0 flex-1 px-1.5 font-mono text-sm break-all select-all"
          >
            {secret}
          </code>
          <CopyButton ref={copyButton} look="primary" text={secret} onCopied={() => setCopied(true)}>
            {copyLabel}
          </CopyButton>
        </div>
        {note && <p className="text-xs text-ink-muted">{note}</p>}
      </div>
      {children}
    </Dialog>
  )
}
