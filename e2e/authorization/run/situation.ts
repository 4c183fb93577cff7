import { typeOf } from '../actions/answers.ts'
import type { Ask } from '../model/ask.ts'
import { administersInstance, blocksShown, type Caller, holderOf, selfOf } from '../model/caller.ts'
import { keysOf } from '../model/world.ts'

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
    const isGood = holderOf(world, key) === undefined ? 'bad' : ''
    const isBlocked = key.blockedBy.size > blocksShown(caller, key).length ? 'secretly blocked' : ''
    parts.push(owner, typeOf(key), isGood, isBlocked)
  }
  if (serviceAccount !== undefined) parts.push(serviceAccount.team === null ? 'of organization' : 'of team')
  // What narrows a list or a verification.
  parts.push(...['organization', 'team', 'owner', 'type'].filter((name) => name in input))
  return parts.filter((part) => part !== '').join(', ')
}

function describeCaller({ world, caller, organization, team, serviceAccount: about }: Ask): string {
  const { user, serviceAccount, confinedTo } = caller
  if (serviceAccount !== null) {
    const verifier = serviceAccount.verifier ? ' that verifies' : ''
    return `service account of ${serviceAccount.team === null ? 'organization' : 'team'}${verifier}`
  }
  if (user === null) return 'nobody'
  if (administersInstance(caller)) return 'instance admin'
  const place = organization ?? about?.organization
  const role = place === undefined ? strongestRole(caller) : (caller.organizations.get(place) ?? 'stranger')
  const inTeam = team === undefined ? [...caller.teams.values()].includes('admin') : caller.teams.get(team) === 'admin'
  const might = user.instanceAdmin ? 'instance admin by a lesser key, ' : ''
  const hasMore = keysOf(world, user).some((key) => key.organization !== confinedTo)
  const confined = confinedTo === null ? '' : hasMore ? ', confined, with keys beyond' : ', confined'
  return `${might}${role}${inTeam ? ' and team admin' : ''}${confined}`
}

const strongestRole = ({ organizations }: Caller) =>
  [...organizations.values()].includes('admin') ? 'admin' : 'no admin'
