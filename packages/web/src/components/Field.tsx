import { type ComponentProps, type ReactNode, useId, useState } from 'react'
import { useTranslation } from '../i18n/use-translation.ts'
import { cx } from './cx.ts'
import { Icon } from './Icon.tsx'

export const controlLook =
  'h-9 pointer-coarse:h-11 w-full rounded-md border border-line-strong/60 bg-surface px-3 text-base pointer-coarse:text-lg text-ink shadow-raised placeholder:text-ink-faint hover:border-line-strong focus-visible:border-accent focus-visible:outline-2 focus-visible:outline-offset-0 focus-visible:outline-accent/50 disabled:cursor-not-allowed disabled:bg-sunken disabled:text-ink-muted aria-invalid:border-danger aria-invalid:focus-visible:outline-danger/50'

type Labelled = {
  readonly label: string
  readonly hint?: ReactNode
  readonly error?: string | null | undefined
  readonly optional?: boolean
  /** Said, not shown: what stands above says it to those who see. */
  readonly labelHidden?: boolean
}

/** Label, control, hint and error, tied together for those who hear the page. */
function useField({ label, hint, error, optional, labelHidden }: Labelled) {
  const { t } = useTranslation()
  const id = useId()
  const hintId = `${id}-hint`
  const errorId = `${id}-error`
  const describedBy = [hint && hintId, error && errorId].filter(Boolean).join(' ') || undefined
  return {
    control: { id, 'aria-describedby': describedBy, 'aria-invalid': error ? true : undefined },
    frame: (control: ReactNode, className?: string) => (
      <div className={cx('flex min-w-0 flex-col gap-1.5', className)}>
        <label
          htmlFor={id}
          className={labelHidden ? 'sr-only' : 'flex items-baseline justify-between gap-2 text-sm font-medium'}
        >
          {label}
          {optional && <span className="text-xs font-normal text-ink-faint">{t('common.optional')}</span>}
        </label>
        {control}
        {error && <FieldError id={errorId}>{error}</FieldError>}
        {hint && (
          <p id={hintId} className="text-xs text-ink-muted">
            {hint}
          </p>
        )}
      </div>
    ),
  }
}

export function FieldError({ id, children }: { readonly id?: string; readonly children: ReactNode }) {
  return (
    <p id={id} role="alert" className="flex gap-1.5 text-xs text-danger">
      <Icon name="warning" className="mt-px size-3.5" />
      <span>{children}</span>
    </p>
  )
}

type TextFieldProps = Labelled &
  Omit<ComponentProps<'input'>, 'onChange'> & { readonly onChange: (text: string) => void }

export function TextField(props: TextFieldProps) {
  const { label, hint, error, optional = false, labelHidden = false, onChange, className, ...rest } = props
  const field = useField({ label, hint, error, optional, labelHidden })
  return field.frame(
    <input
      type="text"
      autoComplete="off"
      {...rest}
      {...field.control}
      onChange={(event) => onChange(event.target.value)}
      className={controlLook}
    />,
    className,
  )
}

export function PasswordField({ label, hint, error, onChange, ...rest }: Omit<TextFieldProps, 'optional'>) {
  const { t } = useTranslation()
  const [shown, setShown] = useState(false)
  const field = useField({ label, hint, error })
  return field.frame(
    <div className="relative">
      <input
        {...rest}
        {...field.control}
        type={shown ? 'text' : 'password'}
        onChange={(event) => onChange(event.target.value)}
        className={cx(controlLook, 'pr-10')}
      />
      <button
        type="button"
        aria-label={shown ? t('common.hidePassword') : t('common.showPassword')}
        onClick={() => setShown(!shown)}
        className="absolute inset-y-0 right-0 flex w-10 items-center justify-center rounded-md text-ink-faint hover:text-ink"
      >
        <Icon name={shown ? 'eyeOff' : 'eye'} />
      </button>
    </div>,
  )
}

export type Option<Value extends string> = {
  readonly value: Value
  readonly label: string
  readonly disabled?: boolean
  /** Options of the same group that follow each other stand under its name. */
  readonly group?: string
}

type SelectProps<Value extends string> = {
  readonly value: Value
  readonly options: readonly Option<Value>[]
  readonly onChange: (value: Value) => void
  readonly disabled?: boolean
}

/**
 * The browser's own select: it is the one that every phone, keyboard and screen reader knows, and it costs no script.
 */
function PlainSelect<Value extends string>({
  value,
  options,
  onChange,
  className,
  ...rest
}: SelectProps<Value> & Omit<ComponentProps<'select'>, 'value' | 'onChange'>) {
  return (
    <span className={cx('relative inline-flex min-w-0', className)}>
      <select
        {...rest}
        value={value}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.target.value)
          if (chosen) onChange(chosen.value)
        }}
        className={cx(controlLook, 'appearance-none truncate pr-8')}
      >
        {toGroups(options).map(({ name, items }) =>
          name === undefined ? (
            items.map(toOption)
          ) : (
            <optgroup key={name} label={name} children={items.map(toOption)} />
          ),
        )}
      </select>
      <Icon name="down" className="pointer-events-none absolute top-0 right-2.5 bottom-0 my-auto text-ink-faint" />
    </span>
  )
}

const toOption = ({ value, label, disabled }: Option<string>) => (
  <option key={value} value={value} disabled={disabled}>
    {label}
  </option>
)

function toGroups(options: readonly Option<string>[]) {
  const groups: { readonly name: string | undefined; readonly items: Option<string>[] }[] = []
  for (const option of options) {
    const last = groups.at(-1)
    if (last && last.name === option.group) last.items.push(option)
    else groups.push({ name: option.group, items: [option] })
  }
  return groups
}

export function SelectField<Value extends string>({
  label,
  hint,
  error,
  className,
  ...rest
}: SelectProps<Value> & Labelled & { readonly className?: string }) {
  const field = useField({ label, hint, error })
  return field.frame(<PlainSelect {...rest} {...field.control} />, className)
}

/** A select that says what it is for by its first option, as filters do. */
export function CompactSelect<Value extends string>({
  label,
  ...rest
}: SelectProps<Value> & { readonly label: string; readonly className?: string }) {
  return <PlainSelect {...rest} aria-label={label} />
}

export function Checkbox({
  checked,
  indeterminate = false,
  onChange,
  children,
  label,
  disabled,
}: {
  readonly checked: boolean
  readonly indeterminate?: boolean
  readonly onChange: (checked: boolean) => void
  readonly children?: ReactNode
  /** For a box without visible words. */
  readonly label?: string
  readonly disabled?: boolean
}) {
  const box = (
    <input
      type="checkbox"
      checked={checked}
      disabled={disabled}
      aria-label={label}
      ref={(element) => {
        if (element) element.indeterminate = indeterminate && !checked
      }}
      onChange={(event) => onChange(event.target.checked)}
      className="block size-4 shrink-0 accent-accent"
    />
  )
  if (children === undefined) return box
  return (
    <label className="flex min-h-8 items-center gap-2.5 text-sm">
      {box}
      <span>{children}</span>
    </label>
  )
}

export function RadioCards<Value extends string>({
  legend,
  name,
  value,
  options,
  onChange,
}: {
  readonly legend: string
  readonly name: string
  readonly value: Value
  readonly options: readonly (Option<Value> & { readonly hint: string })[]
  readonly onChange: (value: Value) => void
}) {
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1.5 text-sm font-medium">{legend}</legend>
      <div className="grid gap-2 sm:grid-cols-2">
        {options.map((option) => (
          <label
            key={option.value}
            className={cx(
              'flex gap-2.5 rounded-lg border p-3 transition-colors duration-100 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent',
              option.value === value ? 'border-accent bg-accent-soft' : 'border-line hover:border-line-strong/60',
            )}
          >
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              disabled={option.disabled}
              onChange={() => onChange(option.value)}
              className="mt-0.5 size-4 shrink-0 accent-accent outline-none"
            />
            <span className="flex flex-col gap-0.5">
              <span className="text-sm font-medium">{option.label}</span>
              <span className="text-xs text-ink-muted">{option.hint}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
