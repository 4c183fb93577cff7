import { type Caller, isInstanceAdmin } from '../access/principal.ts'
import { describeOrganization } from '../audit/describe.ts'
import { makeChange } from '../change/make-change.ts'
import { KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import type { Organization } from '../model/account.ts'
import { newOrganizationId } from '../names/new-identifier.ts'
import { normalizeOrganizationName } from '../names/normalize-name.ts'

/**
 * Makes an organization with its first admin: the user of this ID or name, or the caller. For admins of the instance.
 * Fails with `FORBIDDEN`, `INVALID_ORGANIZATION_NAME`, `NAME_CONTAINS_TOKEN`, `USER_NOT_FOUND`, `ORGANIZATION_NAME_TAKEN`.
 */
export async function createOrganization(
  instance: Instance,
  caller: Caller,
  request: { readonly name: string; readonly admin?: string | undefined },
): Promise<Organization> {
  const attempt = { action: 'organization.create', on: 'organization', reference: request.name } as const
  return makeChange(instance, caller, attempt, async ({ transaction, now, currentCaller, note }) => {
    const current = await currentCaller()
    if (!isInstanceAdmin(current) || current.kind !== 'user') throw new KeysteadError('FORBIDDEN')
    const admin = request.admin === undefined ? current.user : await transaction.findUser(request.admin)
    if (admin === undefined || !(await transaction.lockAccount(admin.id, 'obey'))) {
      throw new KeysteadError('USER_NOT_FOUND')
    }
    const organization: Organization = {
      id: newOrganizationId(instance.randomness),
      name: normalizeOrganizationName(request.name),
      createdAt: now,
    }
    if (!(await transaction.insertOrganization(organization))) throw new KeysteadError('ORGANIZATION_NAME_TAKEN')
    await transaction.insertMembership(admin.id, organization.id, 'admin')
    note({
      action: 'organization.create',
      organizations: [organization],
      target: describeOrganization(organization),
      details: { admin: admin.username },
    })
    return organization
  })
}
