import { useEffect, useState } from 'react'
import { useTranslation } from '../i18n/use-translation.ts'
import { Button, type ButtonProps, IconButton } from './Button.tsx'
import { cx } from './cx.ts'
import { Icon } from './Icon.tsx'
import { toast } from './Toaster.tsx'

function useCopy(text: string, onCopied?: () => void) {
  const { t } = useTranslation()
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2_500)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setCopied(true)
      onCopied?.()
    } catch {
      toast(t('common.copyFailed'), 'danger')
    }
  }
  return { copied, copy }
}

/** What is said changes with what is seen. */
function Announcement({ copied }: { readonly copied: boolean }) {
  const { t } = useTranslation()
  return (
    <span role="status" className="sr-only">
      {copied ? t('common.copied') : ''}
    </span>
  )
}

export function CopyButton({
  text,
  children,
  onCopied,
  ...rest
}: Omit<ButtonProps, 'onClick'> & { readonly text: string; readonly onCopied?: () => void }) {
  const { t } = useTranslation()
  const { copied, copy } = useCopy(text, onCopied)
  return (
    <>
      <Button {...rest} icon={copied ? 'check' : 'copy'} onClick={copy}>
        <span className="grid">
          {/* Both lie on each other, so that the button keeps the width of the longer one. Its name stays what it does. */}
          <span className={cx('col-start-1 row-start-1', copied && 'opacity-0')}>{children}</span>
          <span aria-hidden="true" className={cx('col-start-1 row-start-1', !copied && 'opacity-0')}>
            {t('common.copied')}
          </span>
        </span>
      </Button>
      <Announcement copied={copied} />
    </>
  )
}

/** Where there is no room for words. */
export function CopyIconButton({ text, label }: { readonly text: string; readonly label: string }) {
  const { copied, copy } = useCopy(text)
  return (
    <>
      <IconButton
        icon={copied ? 'check' : 'copy'}
        label={label}
        onClick={copy}
        className={cx(copied && 'text-good!')}
      />
      <Announcement copied={copied} />
    </>
  )
}

/** For what stands in a row: the text itself is the button. */
export function CopyText({ text, label }: { readonly text: string; readonly label: string }) {
  const { copied, copy } = useCopy(text)
  return (
    <>
      <button
        type="button"
        aria-label={label}
        onClick={copy}
        className="group relative -ml-1.5 inline-flex items-center rounded py-0.5 pr-6 pl-1.5 font-mono text-xs whitespace-nowrap text-ink-muted hover:bg-hover hover:text-ink"
      >
        <span translate="no">{text}</span>
        <Icon
          name={copied ? 'check' : 'copy'}
          className={cx(
            'absolute right-1.5 size-3.5',
            copied
              ? 'text-good'
              : 'opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100 pointer-coarse:opacity-60',
          )}
        />
      </button>
      <Announcement copied={copied} />
    </>
  )
}
