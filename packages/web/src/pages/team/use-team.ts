import type { Team } from '@keystead/sdk'
import { createContext, useContext } from 'react'

type TeamHere = Team & { readonly isAdmin: boolean }

export const TeamContext = createContext<TeamHere | null>(null)

/** The team whose page this is, and whether the person administers it. */
export function useTeam(): TeamHere {
  const team = useContext(TeamContext)
  if (team === null) throw new Error('used outside of a team’s pages')
  return team
}
