import type { Me, OrganizationMembership } from '@keystead/sdk'
import { useSuspenseQuery } from '@tanstack/react-query'
import { meQuery } from './queries.ts'

/** Whoever is signed in. Only below the route that makes sure that somebody is. */
export const useMe = (): Me => useSuspenseQuery(meQuery).data

/** What the buttons go by; the server decides. */
export const administersOrganization = (me: Me, organizationId: string): boolean =>
  me.instanceAdmin || me.organizations.some(({ id, role }) => id === organizationId && role === 'admin')

export const administersTeam = (me: Me, team: { readonly id: string; readonly organizationId: string }): boolean =>
  administersOrganization(me, team.organizationId) ||
  me.teams.some(({ id, role }) => id === team.id && role === 'admin')

export const findMembership = (me: Me, reference: string): OrganizationMembership | undefined =>
  me.organizations.find(({ id, name }) => id === reference || name.toLowerCase() === reference.toLowerCase())
