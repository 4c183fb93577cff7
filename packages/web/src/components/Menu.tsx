import { Menu as Base } from '@base-ui/react/menu'
import { createLink } from '@tanstack/react-router'
import {
  type ComponentProps,
  cloneElement,
  type ReactElement,
  type ReactNode,
  type SyntheticEvent,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { cx } from './cx.ts'
import { Icon } from './Icon.tsx'

const itemLook =
  'flex min-h-8 pointer-coarse:min-h-11 items-center gap-2 rounded-md px-2.5 text-sm outline-none select-none data-highlighted:bg-hover'

type MenuProps = {
  /** A button, which opens the menu. */
  readonly trigger: ReactElement<ComponentProps<'button'>>
  readonly children: ReactNode
  readonly align?: 'start' | 'end'
  readonly wide?: boolean
}
type Opening = {
  readonly by: 'keyboard' | 'pointer'
  /** Within the landmark of what opens it, so that it is somewhere for those who go by landmarks. */
  readonly place: HTMLElement | null
}

/** A button until it is first pressed, and a menu from then on: a long list has one in each row, and few are ever opened. */
export function Menu({ trigger, ...menu }: MenuProps) {
  const [opening, setOpening] = useState<Opening | null>(null)
  if (opening) return <OpenedMenu {...menu} trigger={trigger} opening={opening} />

  const open = (event: SyntheticEvent<HTMLElement>, by: Opening['by']) =>
    setOpening({ by, place: event.currentTarget.closest<HTMLElement>('header, main, footer') })
  return cloneElement(trigger, {
    'aria-haspopup': 'menu',
    'aria-expanded': false,
    onClick: (event) => open(event, event.detail === 0 ? 'keyboard' : 'pointer'),
    onKeyDown: (event) => {
      if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
      event.preventDefault()
      open(event, 'keyboard')
    },
  })
}

function OpenedMenu(props: MenuProps & { readonly opening: Opening }) {
  const { trigger, children, align = 'end', wide = false, opening } = props
  const button = useRef<HTMLButtonElement>(null)
  // It stands where the other button stood, and goes on where that one was left.
  useLayoutEffect(() => {
    button.current?.focus()
    // By the keyboard, a menu opens with its first item chosen: it knows such a press by itself.
    if (opening.by === 'keyboard') button.current?.click()
  }, [opening])
  return (
    <Base.Root modal={false} defaultOpen={opening.by === 'pointer'}>
      <Base.Trigger ref={button} render={trigger} />
      <Base.Portal container={opening.place}>
        <Base.Positioner align={align} sideOffset={6} collisionPadding={8} className="z-30 outline-none">
          <Base.Popup
            className={cx(
              'max-h-(--available-height) overflow-y-auto rounded-lg border border-line bg-surface p-1 shadow-floating transition-opacity duration-100 outline-none data-starting-style:opacity-0',
              wide ? 'w-72' : 'min-w-44',
            )}
          >
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

export function MenuItem({
  onSelect,
  danger = false,
  children,
}: {
  readonly onSelect: () => void
  readonly danger?: boolean
  readonly children: ReactNode
}) {
  return (
    <Base.Item onClick={onSelect} className={cx(itemLook, 'cursor-pointer', danger && 'text-danger')}>
      {children}
    </Base.Item>
  )
}

function PlainMenuLink({ children, ...rest }: ComponentProps<'a'>) {
  return (
    <Base.LinkItem closeOnClick {...rest} className={itemLook}>
      {children}
    </Base.LinkItem>
  )
}
export const MenuLink = createLink(PlainMenuLink)

export function MenuChoice<Value extends string>({
  label,
  value,
  options,
  onChange,
  closes = false,
}: {
  readonly label: string
  readonly value: Value
  readonly options: readonly { readonly value: Value; readonly label: string }[]
  readonly onChange: (value: Value) => void
  /** Choosing is all there is to do in this menu. */
  readonly closes?: boolean
}) {
  return (
    <Base.Group>
      <Base.GroupLabel className="px-2.5 pt-2 pb-1 text-xs text-ink-faint">{label}</Base.GroupLabel>
      <Base.RadioGroup value={value} onValueChange={onChange}>
        {options.map((option) => (
          <Base.RadioItem
            key={option.value}
            value={option.value}
            closeOnClick={closes}
            className={cx(itemLook, 'cursor-pointer')}
          >
            <span className="flex-1">{option.label}</span>
            <Base.RadioItemIndicator>
              <Icon name="check" className="text-accent" />
            </Base.RadioItemIndicator>
          </Base.RadioItem>
        ))}
      </Base.RadioGroup>
    </Base.Group>
  )
}

export const MenuSeparator = () => <Base.Separator className="-mx-1 my-1 h-px bg-line" />

export const MenuGroup = ({ label, children }: { readonly label: string; readonly children: ReactNode }) => (
  <Base.Group>
    <Base.GroupLabel className="px-2.5 pt-2 pb-1 text-xs text-ink-faint">{label}</Base.GroupLabel>
    {children}
  </Base.Group>
)
