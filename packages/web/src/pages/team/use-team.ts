import { createContext, useContext } from 'react'
import type { Team } from '../../api/schema.ts'

type TeamHere = Team & { readonly isAdmin: boolean }

export const TeamContext = createContext<TeamHere | null>(null)

/** The team whose page this is, and whether the person administers it. */
export function useTeam(): TeamHere {
  const team = useContext(TeamContext)
  if (team === null) throw new Error('used outside of a team’s pages')
  return team
}
