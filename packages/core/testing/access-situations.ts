import type { Principal } from '../src/access/principal.ts'
import { principalOf } from '../src/access/principal.ts'
import type { OrganizationId } from '../src/identifiers.ts'
import type { OrganizationRole } from '../src/model/account.ts'
import type { ApiKey } from '../src/model/api-key.ts'
import { exampleKey, exampleUser, membershipIn, organizationId } from './example-records.ts'

/** The facts that decide who may do what with a key. Organizations by name. */
export type AccessFacts = {
  /** The caller's place in each organization. */
  readonly roles: Readonly<Record<string, OrganizationRole>>
  readonly instanceAdmin: boolean
  /** The one organization that the caller's credential reaches; null for all. */
  readonly confinedTo: string | null
  /** Whether the key is the caller's own, or a colleague's, who belongs to these organizations. */
  readonly owner: 'caller' | { readonly belongsTo: readonly string[]; readonly instanceAdmin?: true }
  /** The one organization that the key reaches; null for a personal key. */
  readonly keyOrganization: string | null
}

/** The same facts, as the rules take them. */
export type AccessSituation = {
  readonly principal: Principal
  readonly key: ApiKey
  readonly ownerOrganizations: readonly OrganizationId[]
}

export function accessSituation(facts: AccessFacts): AccessSituation {
  const caller = exampleUser('caller', { instanceAdmin: facts.instanceAdmin })
  const memberships = Object.entries(facts.roles).map(([name, role]) => membershipIn(name, role))
  const owner =
    facts.owner === 'caller' ? caller : exampleUser('colleague', { instanceAdmin: facts.owner.instanceAdmin ?? false })
  return {
    principal: principalOf(exampleKey(caller, facts.confinedTo), caller, memberships),
    key: exampleKey(owner, facts.keyOrganization),
    ownerOrganizations: organizationsOfOwner(facts).map(organizationId),
  }
}

export function organizationsOfOwner({ owner, roles }: AccessFacts): readonly string[] {
  return owner === 'caller' ? Object.keys(roles) : owner.belongsTo
}

const world = ['acme', 'birch', 'cedar']
const somewhere = [null, ...world]

/**
 * Every situation in a world of three organizations. Three are enough to tell the rules apart: one that the caller
 * administers, one that they only belong to, and one that they have nothing to do with.
 */
export function everyAccess(): AccessFacts[] {
  return choicesForEach(['admin', 'member', undefined] as const).flatMap((roles) =>
    [false, true].flatMap((instanceAdmin) =>
      // Nobody is confined to an organization that they do not belong to: such a credential authenticates nobody.
      [null, ...Object.keys(roles)].flatMap((confinedTo) =>
        everyOwner().flatMap((owner) =>
          somewhere.map((keyOrganization) => ({ roles, instanceAdmin, confinedTo, owner, keyOrganization })),
        ),
      ),
    ),
  )
}

function everyOwner(): AccessFacts['owner'][] {
  const colleagues = choicesForEach([true, undefined] as const)
  return [
    'caller',
    ...colleagues.flatMap((belongs) => {
      const belongsTo = Object.keys(belongs)
      return [{ belongsTo }, { belongsTo, instanceAdmin: true } as const]
    }),
  ]
}

/** Each way to give every organization of the world one of the choices; undefined leaves it out. */
function choicesForEach<Choice>(choices: readonly (Choice | undefined)[]): Record<string, Choice>[] {
  return world.reduce<Record<string, Choice>[]>(
    (ways, organization) =>
      ways.flatMap((way) => choices.map((choice) => (choice === undefined ? way : { ...way, [organization]: choice }))),
    [{}],
  )
}
