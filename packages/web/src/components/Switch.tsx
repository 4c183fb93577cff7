import { Switch as Base } from '@base-ui/react/switch'

export function Switch({
  checked,
  onChange,
  disabled,
  ...labels
}: {
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
  readonly disabled?: boolean
  readonly 'aria-labelledby': string
  readonly 'aria-describedby'?: string
}) {
  return (
    <Base.Root
      {...labels}
      checked={checked}
      disabled={disabled}
      onCheckedChange={onChange}
      className="flex h-6 w-10.5 cursor-pointer rounded-full bg-line-strong p-0.5 transition-colors duration-150 data-checked:bg-accent data-disabled:cursor-not-allowed data-disabled:opacity-60"
    >
      <Base.Thumb className="size-5 rounded-full bg-surface shadow-raised transition-transform duration-150 ease-out data-checked:translate-x-4.5" />
    </Base.Root>
  )
}
