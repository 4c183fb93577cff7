import type { Instance } from '../instance.ts'
import type { OrganizationReference } from '../model/account.ts'
import type { Event, EventContent } from '../model/event.ts'
import { newEventId } from '../names/new-identifier.ts'
import type { StoreTransaction } from '../ports/store.ts'

/** Something that others shall be told of, and the organizations that it concerns. */
export type Occurrence = EventContent & { readonly organizations: readonly Pick<OrganizationReference, 'id'>[] }

/** Writes events for whom they concern, in the transaction of what they tell of: no change without its event, nor the reverse. */
export async function appendEvents(
  { randomness }: Instance,
  transaction: StoreTransaction,
  occurrences: readonly Occurrence[],
  at: number,
): Promise<void> {
  if (occurrences.length === 0) return
  await transaction.appendEvents(
    occurrences.map(({ organizations, ...content }): Event => {
      const organizationIds = organizations.map(({ id }) => id)
      return { ...content, id: newEventId(randomness), at, organizationIds }
    }),
  )
}
