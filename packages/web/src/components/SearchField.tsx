import { useEffect, useRef, useState } from 'react'
import { useTranslation } from '../i18n/use-translation.ts'
import { cx } from './cx.ts'
import { controlLook } from './Field.tsx'
import { Icon } from './Icon.tsx'

const pauseMs = 30

/** Shows each letter at once, and asks for the result with it: only of what comes faster than a hand types, the last. */
export function SearchField({
  label,
  value,
  onChange,
  className,
}: {
  readonly label: string
  readonly value: string
  readonly onChange: (text: string) => void
  readonly className?: string
}) {
  const { t } = useTranslation()
  const [text, setText] = useState(value)
  const sent = useRef(value)
  const sentAt = useRef(Number.NEGATIVE_INFINITY)
  const report = useRef(onChange)
  report.current = onChange

  // What changes the address otherwise (the back button, "clear filters") changes the field.
  useEffect(() => {
    if (value === sent.current) return
    sent.current = value
    setText(value)
  }, [value])
  useEffect(() => {
    if (text === sent.current) return
    const send = () => {
      sent.current = text
      sentAt.current = performance.now()
      report.current(text)
    }
    const waitMs = sentAt.current + pauseMs - performance.now()
    if (waitMs <= 0) return send()
    const timer = setTimeout(send, waitMs)
    return () => clearTimeout(timer)
  }, [text])

  const clear = () => {
    sent.current = ''
    setText('')
    report.current('')
  }
  return (
    <div role="search" className={cx('relative', className)}>
      <Icon name="search" className="pointer-events-none absolute top-0 bottom-0 left-3 my-auto text-ink-faint" />
      <input
        type="text"
        inputMode="search"
        enterKeyHint="search"
        autoComplete="off"
        spellCheck={false}
        maxLength={255}
        aria-label={label}
        placeholder={label}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && text !== '') clear()
        }}
        className={cx(controlLook, 'px-9')}
      />
      {text !== '' && (
        <button
          type="button"
          aria-label={t('common.clear')}
          onClick={clear}
          className="absolute inset-y-0 right-0 flex w-9 items-center justify-center rounded-md text-ink-faint hover:text-ink"
        >
          <Icon name="close" className="size-3.5" />
        </button>
      )}
    </div>
  )
}
