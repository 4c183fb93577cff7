import { Dialog as Base } from '@base-ui/react/dialog'
import { type FormEvent, type ReactNode, type RefObject, useEffect, useRef, useState } from 'react'
import { useTranslation } from '../i18n/use-translation.ts'
import { isSessionLost } from '../session/lost-session.ts'
import { Button, IconButton } from './Button.tsx'
import { Callout } from './Callout.tsx'
import { cx } from './cx.ts'
import { TextField } from './Field.tsx'

type DialogProps = {
  readonly title: ReactNode
  readonly description?: ReactNode
  readonly children?: ReactNode
  readonly footer: ReactNode
  readonly onClose: () => void
  /** While true, neither Escape nor a press outside nor the cross closes it. */
  readonly locked?: boolean
  readonly size?: 'small' | 'medium' | 'large'
  readonly initialFocus?: RefObject<HTMLElement | null>
  readonly onSubmit?: () => void
}

const widths = { small: 'sm:max-w-md', medium: 'sm:max-w-lg', large: 'sm:max-w-2xl' }

/** Rendered while it is open. When it closes, focus goes back to what opened it, or to the page's title if that is gone. */
export function Dialog(props: DialogProps) {
  const {
    title,
    description,
    children,
    footer,
    onClose,
    locked = false,
    size = 'medium',
    initialFocus,
    onSubmit,
  } = props
  const { t } = useTranslation()
  const [path] = useState(() => findPath())
  // Where one signs in again on top of it, what is pressed there is no wish to lose what was typed here.
  const close = () => !locked && !isSessionLost() && onClose()
  useEffect(() => catchFocus, [])
  const content = (
    <>
      <div className="flex items-start gap-4 px-5 pt-5 sm:px-6">
        <div className="flex min-w-0 flex-1 flex-col gap-1">
          <Base.Title className="text-lg font-semibold tracking-tight">{title}</Base.Title>
          {description && <Base.Description className="text-sm text-ink-muted">{description}</Base.Description>}
        </div>
        {!locked && <IconButton icon="close" label={t('common.close')} onClick={onClose} className="-mt-1.5 -mr-2" />}
      </div>
      {children && <div className="flex min-h-0 flex-col gap-5 overflow-y-auto px-5 py-5 sm:px-6">{children}</div>}
      <div
        className={cx(
          'flex flex-wrap items-center justify-end gap-2 rounded-b-xl border-t border-line bg-sunken px-5 py-3 sm:px-6',
          !children && 'mt-5',
        )}
      >
        {footer}
      </div>
    </>
  )
  return (
    <Base.Root open onOpenChange={(open) => !open && close()} disablePointerDismissal={locked}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity duration-150 data-starting-style:opacity-0" />
        <Base.Viewport className="fixed inset-0 z-50 flex items-end justify-center sm:items-center sm:p-6">
          <Base.Popup
            {...(initialFocus && { initialFocus })}
            ref={(popup) => {
              if (popup) paths.set(popup, path)
            }}
            finalFocus={() =>
              path.find(({ isConnected }) => isConnected) ?? document.getElementById('page-title') ?? true
            }
            className={cx(
              'flex max-h-[92dvh] w-full flex-col rounded-t-xl border border-line bg-surface shadow-floating transition-[opacity,transform] duration-150 ease-out outline-none data-starting-style:translate-y-3 data-starting-style:opacity-0 sm:max-h-full sm:rounded-xl',
              widths[size],
            )}
          >
            {onSubmit ? (
              <form noValidate className="flex min-h-0 flex-col" onSubmit={(event) => submit(event, onSubmit)}>
                {content}
              </form>
            ) : (
              content
            )}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  )
}

/** What led to each dialog that is open, by its element: what opened it first. */
const paths = new WeakMap<Element, readonly HTMLElement[]>()

/** A dialog that takes the place of another one was opened by something that goes with that: the focus goes back further. */
function findPath(): readonly HTMLElement[] {
  const opener = findOpener()
  if (opener === null) return []
  const dialog = opener.closest('[role="dialog"]')
  return [opener, ...((dialog && paths.get(dialog)) ?? [])]
}

/** The row that opened a dialog may be gone a moment after the focus went back to it: what was deleted is read anew. */
function catchFocus(): void {
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) document.getElementById('page-title')?.focus()
    }),
  )
}

function submit(event: FormEvent, onSubmit: () => void): void {
  event.preventDefault()
  event.stopPropagation()
  onSubmit()
}

/** A menu's item is gone by the time the dialog closes; what opened the menu is not. */
function findOpener(): HTMLElement | null {
  const active = document.activeElement
  if (!(active instanceof HTMLElement)) return null
  const menu = active.closest('[role="menu"]')
  if (!menu) return active === document.body ? null : active
  return menu.id ? document.querySelector<HTMLElement>(`[aria-controls="${CSS.escape(menu.id)}"]`) : null
}

type ConfirmDialogProps = {
  readonly title: string
  readonly description?: ReactNode
  readonly children?: ReactNode
  readonly action: string
  readonly danger?: boolean
  readonly pending: boolean
  readonly error: string | null
  /** What must be typed before the action can be taken. */
  readonly typed?: string
  readonly size?: DialogProps['size']
  readonly onConfirm: (typed: string) => void
  readonly onClose: () => void
}

export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, description, children, action, danger = true, pending, error, typed, size, onConfirm, onClose } = props
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const cancel = useRef<HTMLButtonElement>(null)
  const field = useRef<HTMLInputElement>(null)
  const [beforeTyped, afterTyped] = t('common.typeToConfirm', { name: '' }).split('<name></name>')
  return (
    <Dialog
      title={title}
      description={description}
      onClose={onClose}
      {...(size && { size })}
      initialFocus={typed === undefined ? cancel : field}
      onSubmit={() => (typed === undefined || text === typed) && !pending && onConfirm(text)}
      footer={
        <>
          <Button ref={cancel} onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button
            type="submit"
            look={danger ? 'danger' : 'primary'}
            pending={pending}
            disabled={typed !== undefined && text !== typed}
          >
            {action}
          </Button>
        </>
      }
    >
      {(children || error || typed !== undefined) && (
        <>
          {children}
          {typed !== undefined && (
            <div className="flex flex-col gap-2">
              <p className="text-sm" id="type-to-confirm">
                {beforeTyped}
                <code className="rounded bg-sunken px-1 py-0.5 font-mono text-ink select-none">{typed}</code>
                {afterTyped}
              </p>
              <TextField
                ref={field}
                label={`${beforeTyped}${typed}${afterTyped}`}
                labelHidden
                value={text}
                onChange={setText}
                spellCheck={false}
                autoCapitalize="none"
              />
            </div>
          )}
          {error && <Callout tone="danger">{error}</Callout>}
        </>
      )}
    </Dialog>
  )
}
