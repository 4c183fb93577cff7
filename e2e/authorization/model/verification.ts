import type { Ask } from './ask.ts'
import { administers, administersInstance, type Caller, holderOf, isInTeam } from './caller.ts'
import { findTeam, type Organization, type Team } from './world.ts'

// Design §7: who may ask whether a token is good, and what they learn.

/** For which organizations, and perhaps for which team only, somebody may ask about tokens; undefined: for none. */
export function verifiesFor({ caller, world }: Ask): { organizations: Organization[]; team: Team | null } | undefined {
  if (administersInstance(caller)) return { organizations: [...world.organizations], team: null }
  const { serviceAccount } = caller
  if (serviceAccount !== null) {
    const { verifier, organization, team } = serviceAccount
    return verifier ? { organizations: [organization], team } : undefined
  }
  const organizations = [...caller.organizations.keys()].filter((organization) => administers(caller, organization))
  return organizations.length === 0 ? undefined : { organizations, team: null }
}

/** The holder of the token, as far as the caller asked for them and no further; or why nothing is said of them. */
export function verify(ask: Ask): Caller | 'INVALID_KEY' | 'FORBIDDEN' {
  const { world, caller, input, key, organization } = ask
  const asking = verifiesFor(ask)
  const holder = holderOf(world, key)
  if (holder === undefined || asking === undefined) return 'INVALID_KEY'
  // An instance admin who names no place asks whether the key is good anywhere.
  const isAnywhere = administersInstance(caller) && input.organization === undefined
  const places = organization === undefined ? asking.organizations : [organization]
  const teams = teamsAskedFor(ask, isAnywhere ? [...caller.organizations.keys()] : places, asking.team)

  const isThere = isAnywhere || places.some((place) => holder.organizations.has(place))
  const isInOne = teams === undefined || teams.some((team) => isInTeam(holder, team))
  if (!isThere || !isInOne) return 'FORBIDDEN'
  const isAskedFor = (team: Team) => places.includes(team.organization) && (teams?.includes(team) ?? true)
  return {
    ...holder,
    organizations: new Map([...holder.organizations].filter(([place]) => places.includes(place))),
    teams: new Map([...holder.teams].filter(([team]) => isAskedFor(team))),
  }
}

/** Undefined where any will do. The verifier of a team asks for that team, whatever it names. */
function teamsAskedFor({ world, input }: Ask, places: readonly Organization[], own: Team | null): Team[] | undefined {
  const { team: reference } = input
  if (reference === undefined) return own === null ? undefined : [own]
  return places
    .flatMap((place) => findTeam(world, place, reference) ?? [])
    .filter((team) => own === null || own === team)
}
