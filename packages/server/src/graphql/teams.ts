import { createTeam, getTeam, KeysteadError, locateNewTeam, locateTeam, ownIdOf, type Principal } from '@keystead/core'
import type { GraphqlContext, Input } from './context.ts'
import { fromNodeId } from './node-id.ts'
import { toPersonalEntity, toTeamNode } from './nodes.ts'

export const teamQueries = {
  entity: ({ name }: { readonly name?: string | null }, { instance, principal, readOnce }: GraphqlContext) => {
    const reference = name ?? ''
    if (principal.kind === 'user' && isPersonal(principal, reference)) return toPersonalEntity(principal.user)
    return readOnce(`entity ${reference}`, async () => {
      const place = await locateTeam(instance, principal, reference)
      return toTeamNode(await getTeam(instance, principal, place.organization, place.team))
    })
  },
}

type CreateTeamInput = {
  readonly teamName: string
  readonly teamAdminUserName?: string | null
  readonly organizationId?: string | null
}

export const teamMutations = {
  createTeam: async ({ input }: Input<CreateTeamInput>, { instance, principal }: GraphqlContext) => {
    const { teamName, teamAdminUserName, organizationId, clientMutationId } = input
    const place = organizationId
      ? { organization: fromNodeId('Organization', organizationId), team: teamName }
      : await locateNewTeam(instance, principal, teamName)
    if (place === undefined) {
      const message = 'You administer several organizations: name the team as organization/team.'
      throw new KeysteadError('INVALID_REQUEST', { details: [{ path: 'teamName', message }] })
    }
    const admin = teamAdminUserName ?? (belongsTo(principal, place.organization) ? ownIdOf(principal) : undefined)
    const team = await createTeam(instance, principal, place.organization, { name: place.team, admin })
    return { entity: toTeamNode(team), clientMutationId }
  },
}

/** One's own user name is that of one's personal entity, also where a team has it: that one is `organization/team`. */
export const isPersonal = (principal: Principal, name: string) =>
  principal.kind === 'user' && principal.user.username === name

/** W&B makes the caller the first admin where nobody is named; admins of the instance may not even be members. */
const belongsTo = (principal: Principal, organization: string) =>
  principal.kind === 'user' &&
  principal.memberships.some(({ organization: { id, name } }) => [id as string, name].includes(organization))
