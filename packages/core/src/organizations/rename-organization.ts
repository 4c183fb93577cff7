import type { Caller } from '../access/principal.ts'
import { describeOrganization } from '../audit/describe.ts'
import { lockAdministered } from '../change/lock-administered.ts'
import { makeChange } from '../change/make-change.ts'
import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import type { Organization } from '../model/account.ts'
import { normalizeOrganizationName } from '../names/normalize-name.ts'

/**
 * Gives an organization another name; its ID stays. Fails with `ORGANIZATION_NOT_FOUND`, `FORBIDDEN`,
 * `INVALID_ORGANIZATION_NAME`, `NAME_CONTAINS_TOKEN`, `ORGANIZATION_NAME_TAKEN`.
 */
export async function renameOrganization(
  instance: Instance,
  caller: Caller,
  reference: string,
  newName: string,
): Promise<Organization> {
  const attempt = { action: 'organization.rename', on: 'organization', reference } as const
  return makeChange(instance, caller, attempt, async (change) => {
    const { transaction, note } = change
    const { id } = (await lockAdministered(change, reference)).organization
    const before = await transaction.findOrganization(id)
    if (before === undefined) throw new KeysteadError('ORGANIZATION_NOT_FOUND')
    const organization = { ...before, name: normalizeOrganizationName(newName) }
    if (!(await transaction.renameOrganization(id, organization.name))) {
      throw new KeysteadError('ORGANIZATION_NAME_TAKEN')
    }
    note({
      action: 'organization.rename',
      organizations: [organization],
      target: describeOrganization(organization),
      details: { fromName: before.name, toName: organization.name },
    })
    return organization
  })
}
