import { cx } from './cx.ts'

/** Drawn on a grid of 16, with strokes of 1.5. */
const drawings = {
  key: 'M10.5 2a3.5 3.5 0 1 1-3.300 4.660L2.500 11.300V13.500H4.700V12H6.200V10.500H7.700L8.600 9.600',
  plus: 'M8 3v10M3 8h10',
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10ZM10.700 10.700 14 14',
  close: 'm4 4 8 8M12 4l-8 8',
  check: 'm3 8.500 3.300 3.300L13 4.800',
  copy: 'M5.500 5.500V3.500a1 1 0 0 1 1-1h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-2M3.500 5.500h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-6a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1Z',
  down: 'm4 6 4 4 4-4',
  updown: 'm5 6 3-3 3 3M5 10l3 3 3-3',
  sortUp: 'M8 13V3M4.500 6.500 8 3l3.500 3.500',
  sortDown: 'M8 3v10M4.500 9.500 8 13l3.500-3.500',
  more: 'M3.500 8h.01M8 8h.01M12.500 8h.01',
  person: 'M8 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM2.500 14c.6-2.700 2.800-4 5.500-4s4.900 1.300 5.500 4',
  robot:
    'M8 2v2.500M4 4.500h8a1.500 1.500 0 0 1 1.500 1.500v5.500A1.500 1.500 0 0 1 12 13H4a1.500 1.500 0 0 1-1.500-1.500V6A1.500 1.500 0 0 1 4 4.500ZM6 8v1.500M10 8v1.500',
  people:
    'M6 7.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5ZM1.500 13.500c.4-2.400 2.200-3.500 4.500-3.500s4.100 1.100 4.500 3.500M11 3a2.300 2.300 0 0 1 0 4.400M12.300 10.200c1.300.5 2 1.600 2.200 3.300',
  warning: 'M8 2.500 14.500 13.500h-13L8 2.500ZM8 6.800v3M8 11.700h.01',
  info: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 7.500V11M8 5h.01',
  lock: 'M4 7.500h8a1 1 0 0 1 1 1v4a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1v-4a1 1 0 0 1 1-1ZM5.500 7.500V5a2.500 2.500 0 0 1 5 0v2.500',
  download: 'M8 2.500v8M4.500 7 8 10.500 11.500 7M2.500 13.500h11',
  eye: 'M1.500 8S4 3.500 8 3.500 14.500 8 14.500 8 12 12.500 8 12.500 1.500 8 1.500 8ZM8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z',
  eyeOff:
    'M2.500 2.500l11 11M6.300 3.800A6 6 0 0 1 8 3.500c4 0 6.500 4.500 6.500 4.500a11 11 0 0 1-2 2.500M4 4.900A11 11 0 0 0 1.500 8S4 12.500 8 12.500c1 0 2-.3 2.800-.7',
  history: 'M2.500 8a5.500 5.500 0 1 0 1.700-4L2.500 5.600M2.500 2.500v3.100h3.100M8 5v3.200l2 1.300',
  rotate:
    'M13.500 8a5.500 5.500 0 0 1-9.600 3.700M2.500 8a5.500 5.500 0 0 1 9.600-3.700M12.500 1.800v2.800H9.700M3.500 14.200v-2.800h2.800',
  offline:
    'M2 2l12 12M8 12.500h.01M5.500 10a3.500 3.500 0 0 1 3.600-.8M3 7.500a7 7 0 0 1 2.700-1.600M13 7.500a7 7 0 0 0-4.700-2',
  screen: 'M2.500 3h11v7.500h-11zM6 13.500h4',
  send: 'M14 2 7 9M14 2l-4.500 12L7 9 2 6.500 14 2Z',
  right: 'm6 4 4 4-4 4',
} as const

export type IconName = keyof typeof drawings

/** Decoration: whatever it means is also said in words. */
export function Icon({ name, className }: { readonly name: IconName; readonly className?: string }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 16 16"
      className={cx('size-4 shrink-0', className)}
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'more' ? 2.2 : 1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={drawings[name]} />
    </svg>
  )
}

export function Logo() {
  return (
    <svg aria-hidden="true" viewBox="0 0 32 32" className="size-7 shrink-0">
      <rect width="32" height="32" rx="8" className="fill-accent" />
      <path d="M16 6.500a6 6 0 0 1 2.600 11.400V26h-5.200v-8.100A6 6 0 0 1 16 6.500z" className="fill-on-accent" />
      <circle cx="16" cy="12.400" r="2" className="fill-accent" />
    </svg>
  )
}

export function Spinner({ className }: { readonly className?: string }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 16 16"
      className={cx('size-4 animate-[spin_0.8s_linear_infinite]', className)}
      fill="none"
    >
      <circle cx="8" cy="8" r="6" stroke="currentColor" strokeWidth="2" opacity="0.25" />
      <path d="M14 8a6 6 0 0 0-6-6" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
    </svg>
  )
}
