import { createContext, useContext } from 'react'

type OrganizationHere = {
  readonly id: string
  readonly name: string
  readonly isAdmin: boolean
  readonly isTeamAdmin: boolean
}

export const OrganizationContext = createContext<OrganizationHere | null>(null)

/** The organization whose page this is, and what the person may do in it. */
export function useOrganization(): OrganizationHere {
  const organization = useContext(OrganizationContext)
  if (organization === null) throw new Error('used outside of an organization’s pages')
  return organization
}
