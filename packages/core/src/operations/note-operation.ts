import { operator } from '../audit/describe.ts'
import { makeUncheckedChange } from '../change/make-change.ts'
import type { Instance } from '../instance.ts'
import type { AuditAction, AuditDetails } from '../model/audit-event.ts'

type Operation = {
  readonly action: Extract<AuditAction, `instance.${string}`>
  readonly details: AuditDetails
}

/**
 * Remembers what a command on the server's machine does to the instance itself. `operate` is done in the transaction of the
 * event, as its last deed but the commit: what throws is not remembered.
 */
export async function noteOperation(
  instance: Instance,
  { action, details }: Operation,
  operate: () => void = () => {},
): Promise<void> {
  await makeUncheckedChange(instance, operator, { ip: null, requestId: null }, async ({ note }) => {
    operate()
    const target = { type: 'instance', id: null, name: null, email: null } as const
    note({ action, organizations: [], target, details })
  })
}
