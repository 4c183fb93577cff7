import type { ReactNode } from 'react'

export type Column<Item> = {
  readonly id: string
  readonly header: string
  readonly cell: (item: Item) => ReactNode
  /** Lets the column be sorted by the server, where the table has a `sort`. */
  readonly sortKey?: string
  /** Else lets it be sorted once the whole list is here. */
  readonly sortBy?: (item: Item) => string | number | null
  /** A class: of the table, whatever its rows hold. Columns without one share what the others leave. */
  readonly width?: string
  /** What a phone shows as the card's heading. */
  readonly primary?: boolean
  /** Whether there is nothing to show for this item; a phone leaves the line out. */
  readonly isEmpty?: (item: Item) => boolean
}
