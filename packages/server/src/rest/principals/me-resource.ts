import { getKey, type Instance, isInstanceAdmin, keyIdOf, type Principal } from '@keystead/core'
import { z } from 'zod'
import { keySchema, toKeyResource } from '../keys/key-resource.ts'
import {
  membershipSchema,
  principalSchema,
  teamMembershipSchema,
  toMembershipResources,
  toPrincipalResource,
  toTeamMembershipResources,
} from './principal-resource.ts'

export const meSchema = z
  .object({
    principal: principalSchema,
    organizations: z.array(membershipSchema),
    teams: z.array(teamMembershipSchema),
    key: keySchema.nullable().describe('The key that was used to ask, if it was one'),
    session: z
      .object({ id: z.string() })
      .meta({ id: 'SessionReference', description: 'The session that asks, if it is one' })
      .nullable(),
    instanceAdmin: z.boolean().describe('Whether the caller administers the instance'),
  })
  .meta({ id: 'Me', description: 'The principal behind the credentials.' })

export async function toMeResource(instance: Instance, principal: Principal): Promise<z.infer<typeof meSchema>> {
  const { credential } = principal
  const keyId = keyIdOf(principal)
  return {
    principal: toPrincipalResource(principal),
    organizations: toMembershipResources(principal),
    teams: toTeamMembershipResources(principal),
    key: keyId === null ? null : toKeyResource(await getKey(instance, principal, keyId), instance.clock.now()),
    session: credential.kind === 'session' ? { id: credential.sessionId } : null,
    instanceAdmin: isInstanceAdmin(principal),
  }
}
