import { Combobox } from '@base-ui/react/combobox'
import type { User } from '@keystead/sdk'
import { type RefObject, useCallback, useId, useState } from 'react'
import { cx } from '../components/cx.ts'
import { controlLook, FieldError } from '../components/Field.tsx'
import { Icon } from '../components/Icon.tsx'
import { useTranslation } from '../i18n/use-translation.ts'
import { usersQuery } from '../queries/queries.ts'
import { useList } from '../queries/use-list.ts'

/** One of the server's users, looked for by name or e-mail. For those who may see them all. */
export function UserPicker({
  label,
  hint,
  error,
  value,
  onChange,
  inputRef,
}: {
  readonly label: string
  readonly hint?: string
  readonly error?: string | null
  readonly value: User | null
  readonly onChange: (user: User | null) => void
  readonly inputRef?: RefObject<HTMLInputElement | null>
}) {
  const { t } = useTranslation()
  const id = useId()
  const [text, setText] = useState('')
  // Within the dialog, so that it is somewhere for those who go by landmarks.
  const [place, setPlace] = useState<HTMLElement | null>(null)
  const findPlace = useCallback((element: HTMLElement | null) => {
    if (element) setPlace(element.closest<HTMLElement>('[role="dialog"]'))
  }, [])
  const list = useList(usersQuery(text.trim() || undefined), (page) => page.users)
  // The server has searched: what it found is shown as it is.
  const nobody = !list.loading && !list.stale && list.items.length === 0
  return (
    <div ref={findPlace} className="flex min-w-0 flex-col gap-1.5">
      <label id={`${id}-label`} htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <Combobox.Root<User>
        items={list.items}
        filter={null}
        value={value}
        onValueChange={onChange}
        itemToStringLabel={({ name }) => name}
        isItemEqualToValue={(item, other) => item.id === other.id}
        onInputValueChange={(typed, { reason }) => setText(reason === 'item-press' ? '' : typed)}
        autoHighlight
      >
        <div className="relative">
          <Combobox.Input
            id={id}
            ref={inputRef}
            placeholder={t('administration.picker.placeholder')}
            // Said by reference: while the list is open all else is hidden from those who hear the page, the label, too.
            aria-labelledby={`${id}-label`}
            aria-invalid={error ? true : undefined}
            aria-describedby={`${id}-notes`}
            spellCheck={false}
            className={cx(controlLook, 'pr-9')}
          />
          <Combobox.Trigger
            aria-label={t('administration.picker.showAll')}
            className="absolute inset-y-0 right-0 flex w-9 items-center justify-center rounded-md text-ink-faint hover:text-ink"
          >
            <Icon name="down" />
          </Combobox.Trigger>
        </div>
        <Combobox.Portal container={place}>
          <Combobox.Positioner sideOffset={6} className="z-60 outline-none">
            <Combobox.Popup className="max-h-[min(18rem,var(--available-height))] w-(--anchor-width) overflow-y-auto rounded-lg border border-line bg-surface p-1 shadow-floating">
              <Combobox.Status className="px-2.5 text-sm text-ink-muted">
                {nobody && <span className="block py-1.5">{t('administration.picker.nobody')}</span>}
              </Combobox.Status>
              <Combobox.List aria-label={label}>
                {(user: User) => <UserOption key={user.id} user={user} />}
              </Combobox.List>
            </Combobox.Popup>
          </Combobox.Positioner>
        </Combobox.Portal>
      </Combobox.Root>
      <div id={`${id}-notes`} className="flex flex-col gap-1.5 text-xs text-ink-muted empty:hidden">
        {error && <FieldError>{error}</FieldError>}
        {value ? <p>{value.email}</p> : hint && <p>{hint}</p>}
      </div>
    </div>
  )
}

function UserOption({ user }: { readonly user: User }) {
  return (
    <Combobox.Item
      value={user}
      className="flex min-h-11 cursor-pointer items-center gap-2 rounded-md px-2.5 py-1 outline-none select-none data-highlighted:bg-hover"
    >
      <span className="flex min-w-0 flex-1 flex-col">
        <span className="truncate text-sm">{user.name}</span>
        <span className="truncate text-xs text-ink-muted">{user.email}</span>
      </span>
      <Combobox.ItemIndicator>
        <Icon name="check" className="text-accent" />
      </Combobox.ItemIndicator>
    </Combobox.Item>
  )
}
