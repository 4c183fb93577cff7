import { getOrganization } from '@keystead/core'
import type { GraphqlContext } from './context.ts'
import { fromNodeId } from './node-id.ts'
import { toOrganizationNode } from './nodes.ts'

export const organizationQueries = {
  organization: (
    { name, id }: { readonly name?: string | null; readonly id?: string | null },
    { instance, principal, readOnce }: GraphqlContext,
  ) => {
    const reference = name ?? fromNodeId('Organization', id ?? '')
    return readOnce(`organization ${reference}`, async () =>
      toOrganizationNode(await getOrganization(instance, principal, reference)),
    )
  },
}
