import { typeOf } from '../actions/answers.ts'
import type { Ask } from '../model/ask.ts'
import { administersInstance, blocksShown, type Caller, holderOf, selfOf } from '../model/caller.ts'
import { keysOf, type Team } from '../model/world.ts'

/**
 * In few words, what sort of caller asks about what sort of thing. One outcome has many reasons; worlds in which each
 * action is asked in many situations find more than those in which it is asked often.
 */
export function describeSituation(ask: Ask): string {
  const { world, caller, key, serviceAccount, input } = ask
  const parts = [describeCaller(ask)]
  if (key !== undefined) {
    const owner =
      key.owner === selfOf(caller) ? 'own' : key.owner.kind === 'user' && key.owner.instanceAdmin ? 'mighty' : ''
    const isBlocked = key.blockedBy.size > blocksShown(caller, key).length ? 'secretly blocked' : ''
    parts.push(owner, typeOf(key), describeNearness(caller, holderOf(world, key)), isBlocked)
  }
  if (serviceAccount !== undefined) parts.push(serviceAccount.team === null ? 'of organization' : 'of team')
  // Who is refused what they named must not learn whether it is there.
  const named = ['organization', 'team', 'user', 'serviceAccount', 'key', 'invitation'] as const
  parts.push(...named.filter((name) => name in input && ask[name] === undefined).map((name) => `no such ${name}`))
  // What narrows a list or a verification.
  parts.push(...['organization', 'team', 'owner', 'type'].filter((name) => name in input))
  return parts.filter((part) => part !== '').join(', ')
}

/** What sort of caller it is: where something is asked about one place, there. */
export function describeCaller(ask: Pick<Ask, 'world' | 'caller'> & Partial<Ask>): string {
  const { world, caller, organization, team, serviceAccount: about } = ask
  const { user, serviceAccount, confinedTo } = caller
  if (serviceAccount !== null) {
    const verifier = serviceAccount.verifier ? ' that verifies' : ''
    return `service account of ${serviceAccount.team === null ? 'organization' : 'team'}${verifier}`
  }
  if (user === null) return 'nobody'
  if (administersInstance(caller)) return 'instance admin'
  const place = organization ?? about?.organization
  const role = place === undefined ? strongestRole(caller) : (caller.organizations.get(place) ?? 'stranger')
  const teams = [...caller.teams].filter(([, teamRole]) => teamRole === 'admin').map(([one]) => one)
  const isHere = (one: Team) => (team === undefined ? one.organization === place : one === team)
  const inTeam = teams.some(isHere) ? ' and team admin' : teams.length > 0 ? ' and team admin elsewhere' : ''
  const might = user.instanceAdmin ? 'instance admin by a lesser key, ' : ''
  const hasMore = keysOf(world, user).some((key) => key.organization !== confinedTo)
  const confined = confinedTo === null ? '' : hasMore ? ', confined, with keys beyond' : ', confined'
  return `${might}${role}${inTeam}${confined}`
}

const strongestRole = ({ organizations }: Caller) =>
  [...organizations.values()].includes('admin') ? 'admin' : 'no admin'

function describeNearness({ organizations, teams }: Caller, holder: Caller | undefined): string {
  if (holder === undefined) return 'good no more'
  if ([...holder.teams.keys()].some((team) => teams.has(team))) return 'of the same team'
  return [...holder.organizations.keys()].some((place) => organizations.has(place))
    ? 'of the same place'
    : 'of elsewhere'
}
