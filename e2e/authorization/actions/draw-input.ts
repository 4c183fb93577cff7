import { forgeSecret } from '../../../packages/server/testing/forge-token.ts'
import type { Draw } from '../../durability/seeded-random.ts'
import { administers, administersWebhook, type Caller, managesKey, reaches, seesKey, selfOf } from '../model/caller.ts'
import {
  findOrganization,
  type Key,
  keysOf,
  type Organization,
  organizationRoles,
  placesOf,
  type Thing,
  teamRoles,
  type World,
} from '../model/world.ts'

// What actions are asked with. What is drawn names things by label and not by ID, so that the same action can be done in
// another run, where the IDs are others: `@key 12.token`, `@now+60000`.

export type Drawn = string | number | boolean | null | readonly string[]

type Scene = {
  readonly world: World
  readonly caller: Caller
  readonly draw: Draw
  /** What was drawn before. */
  readonly input: Readonly<Record<string, Drawn>>
}

/** Undefined: it is left out. */
export type Drawer = (scene: Scene) => Drawn | undefined

export const pick = <Item>(draw: Draw, items: readonly Item[]): Item | undefined =>
  items.length === 0 ? undefined : items[draw(items.length)]

export const oneOf =
  (...values: readonly (Drawn | undefined)[]): Drawer =>
  ({ draw }) =>
    pick(draw, values)

/** Left out in so many of a hundred cases. */
export const perhaps =
  (percentLeftOut: number, drawer: Drawer): Drawer =>
  (scene) =>
    scene.draw(100) < percentLeftOut ? undefined : drawer(scene)

type Pool = readonly [weight: number, things: (scene: Scene) => Iterable<Thing>]

/** A thing from one of several pools, the heavier the likelier, or from all of its kind that ever were; or one made up. */
function from(kind: Thing['kind'], pools: readonly Pool[], ...forms: readonly string[]): Drawer {
  const everything: Pool = [1, ({ world }) => [...world.everything.values()].filter((thing) => thing.kind === kind)]
  const hat = [...pools, everything].flatMap((pool) => Array.from({ length: pool[0] }, () => pool))
  return (scene) => {
    const { draw } = scene
    const isMadeUp = draw(12) === 0
    let things: readonly Thing[] = []
    for (let left = hat; !isMadeUp && things.length === 0 && left.length > 0; ) {
      const chosen = pick(draw, left)
      things = [...(chosen?.[1](scene) ?? [])]
      left = left.filter((pool) => pool !== chosen)
    }
    return `@${pick(draw, things)?.label ?? `${kind} made up`}.${pick(draw, forms)}`
  }
}

/** The organization that was drawn before, if it is one. */
function placeOf({ world, input }: Scene): Organization | undefined {
  return typeof input.organization === 'string'
    ? findOrganization(world, resolve(world, input.organization))
    : undefined
}

const membersHere = (scene: Scene) => placeOf(scene)?.members.keys() ?? []
const adminsHere = (scene: Scene) =>
  [...(placeOf(scene)?.members ?? [])].flatMap(([member, role]) => (role === 'admin' ? [member] : []))
const oneself = ({ caller }: Scene) => (caller.user === null ? [] : [caller.user])

export const organization = from(
  'organization',
  [
    [4, ({ caller }) => caller.organizations.keys()],
    [2, ({ caller }) => [...caller.organizations.keys()].filter((reached) => administers(caller, reached))],
    [4, ({ world }) => world.organizations],
  ],
  'id',
  'id',
  'name',
  'NAME',
)

export const team = from(
  'team',
  [
    [5, (scene) => [...scene.world.teams].filter((found) => found.organization === placeOf(scene))],
    [3, (scene) => [...scene.caller.teams.keys()].filter((found) => found.organization === placeOf(scene))],
    [1, ({ world }) => world.teams],
  ],
  'id',
  'name',
  'NAME',
)

export const user = from(
  'user',
  [
    [5, membersHere],
    [2, adminsHere],
    [1, oneself],
    [4, ({ world }) => world.users],
  ],
  'id',
  'name',
)

/** Where no place is asked about. */
export const anyUser = from(
  'user',
  [
    [2, oneself],
    [3, ({ world }) => [...world.users].filter(({ instanceAdmin }) => instanceAdmin)],
    [4, ({ world }) => world.users],
  ],
  'id',
  'name',
)

export const self: Drawer = ({ caller, draw }) =>
  `@${caller.user?.label ?? 'user made up'}.${pick(draw, ['id', 'name'])}`

/** Whoever is in the team, and who could be. */
export const teamMate = from(
  'user',
  [
    [
      5,
      (scene) => {
        const place = placeOf(scene)
        const { team: label } = scene.input
        const id = typeof label === 'string' ? resolve(scene.world, label).toLowerCase() : ''
        const found = [...scene.world.teams].find(
          (known) => known.organization === place && [known.id.toLowerCase(), known.name.toLowerCase()].includes(id),
        )
        return found?.members.keys() ?? []
      },
    ],
    [4, membersHere],
    [1, oneself],
    [1, ({ world }) => world.users],
  ],
  'id',
  'name',
)

export const serviceAccount = from(
  'service account',
  [
    [2, ({ caller }) => (caller.serviceAccount === null ? [] : [caller.serviceAccount])],
    [
      4,
      ({ world, caller }) => [...world.serviceAccounts].filter((found) => caller.organizations.has(found.organization)),
    ],
    [3, ({ world }) => world.serviceAccounts],
  ],
  'id',
)

/** Whom a key shall be for: oneself, somebody else, a service account, or nothing of the kind. */
export const owner: Drawer = (scene) => {
  const drawers = [self, user, serviceAccount, serviceAccount, serviceAccount, organization]
  return pick(scene.draw, drawers)?.(scene)
}

const keyPools: readonly Pool[] = [
  [3, ({ world, caller }) => [...world.keys].filter(({ owner }) => owner === selfOf(caller))],
  [3, ({ world, caller }) => [...world.keys].filter((found) => seesKey(world, caller, found))],
  [
    3,
    ({ world, caller }) => [...world.keys].filter((found) => placesOf(world, found).some((at) => reaches(caller, at))),
  ],
  [
    2,
    ({ world }) =>
      [...world.users].filter(({ instanceAdmin }) => instanceAdmin).flatMap((admin) => keysOf(world, admin)),
  ],
  [2, (scene) => [...scene.world.keys].filter((found) => found.organization === placeOf(scene))],
  [5, ({ world }) => world.keys],
]
export const key = from('key', keyPools, 'id')

/** Own keys that somebody else has disabled are few, and the only ones that their owner may manage and not switch. */
const ownAndOverruled = ({ world, caller }: Scene) =>
  [...world.keys].filter(({ owner, disabled }) => {
    const self = selfOf(caller)
    return owner === self && disabled !== null && disabled.by !== self
  })
export const keyToSwitch = from('key', [[16, ownAndOverruled], ...keyPools], 'id')
export const token = from('key', keyPools, 'token', 'token', 'token', 'token', 'token', 'token', 'token', 'forged')

export const keyToRotate = from(
  'key',
  [
    [5, ({ world, caller }) => [...world.keys].filter(({ owner }) => owner === selfOf(caller))],
    [3, ({ world }) => [...world.keys].filter(({ owner }) => owner.kind === 'service account')],
    [1, ({ world }) => [...world.rotations].flatMap(({ state, ...both }) => (state === 'open' ? [both.oldKey] : []))],
    ...keyPools,
  ],
  'id',
)
export const deletedKey = from(
  'key',
  [
    [3, ({ world, caller }) => [...world.deletedKeys].filter(({ owner }) => owner === selfOf(caller))],
    [6, ({ world, caller }) => [...world.deletedKeys].filter((found) => seesKey(world, caller, found))],
    // Few, and the only ones that stay deleted whoever asks.
    [6, ({ world }) => [...world.deletedKeys].filter(({ owner, organization: place }) => isGoneFrom(owner, place))],
    [6, ({ world }) => world.deletedKeys],
  ],
  'id',
)
const isGoneFrom = (owner: Key['owner'], place: Organization | null) =>
  owner.kind === 'user' && place !== null && !place.members.has(owner)

const isOnlySeen = (world: World, caller: Caller, found: Key) =>
  seesKey(world, caller, found) && !managesKey(world, caller, found)

export const rotation = from(
  'rotation',
  [
    [
      6,
      ({ world, caller }) =>
        [...world.rotations].filter(({ state, newKey }) => state === 'open' && seesKey(world, caller, newKey)),
    ],
    [3, ({ world, caller }) => [...world.rotations].filter(({ newKey }) => seesKey(world, caller, newKey))],
    // Of keys that reach beyond what the caller administers.
    [4, ({ world, caller }) => [...world.rotations].filter(({ newKey }) => isOnlySeen(world, caller, newKey))],
    [4, ({ world }) => world.rotations],
  ],
  'id',
)
export const webhook = from(
  'webhook',
  [
    [4, ({ world, caller }) => [...world.webhooks].filter((found) => administersWebhook(caller, found))],
    [2, ({ world }) => [...world.webhooks].filter(({ isEnabled }) => !isEnabled)],
    [4, ({ world }) => world.webhooks],
  ],
  'id',
)
export const completion = oneOf('manual', 'automatic')
export const rotationState = oneOf('open', 'completed', 'cancelled', 'revoked')

export const keys: Drawer = (scene) =>
  Array.from({ length: 1 + scene.draw(3) }, () => key(scene)).filter((drawn) => typeof drawn === 'string')

export const invitation = from('invitation', [[9, ({ world }) => world.invitations]], 'id')

const invitationsFor = (world: World, ...emails: readonly (string | undefined)[]) =>
  [...world.invitations].filter(({ email }) => emails.includes(email))
export const invitationToken = from(
  'invitation',
  [
    [5, ({ world, caller }) => invitationsFor(world, caller.user?.email)],
    [2, ({ world }) => world.invitations],
    [1, ({ world }) => [...world.invitations].filter(({ expiresAt }) => expiresAt <= world.now)],
  ],
  'token',
)

export const freshName: Drawer = ({ world }) => `name-${world.step}`

/** Something new, or in a quarter of cases what another of its kind is called already. */
const nameBeside =
  (others: (scene: Scene) => readonly Thing[]): Drawer =>
  (scene) => {
    const taken = scene.draw(4) === 0 ? pick(scene.draw, others(scene)) : undefined
    return taken === undefined ? freshName(scene) : `@${taken.label}.${pick(scene.draw, ['name', 'NAME'])}`
  }
export const organizationName = nameBeside(({ world }) => [...world.organizations])
export const teamName = nameBeside((scene) =>
  [...scene.world.teams].filter((team) => team.organization === placeOf(scene)),
)

/** Of somebody new, or of one of all those who are here. */
export const email: Drawer = ({ world, draw }) => {
  const users = [...world.users]
  const known = pick(
    draw,
    pick(draw, [[], users, users, users.filter(({ activatedAt }) => activatedAt === null)]) ?? [],
  )
  if (known !== undefined) return `@${known.label}.${pick(draw, ['email', 'EMAIL'])}`
  return pick(draw, [`new-${world.step}@example.com`, `New-${world.step}@Example.com`])
}

export const username: Drawer = ({ world, draw }) => {
  const known = draw(3) === 0 ? pick(draw, [...world.users]) : undefined
  return known === undefined ? `named-${world.step}` : `@${known.label}.name`
}

export const organizationRole = oneOf(...organizationRoles, 'admin')
export const teamRole = oneOf(...teamRoles, 'admin')
export const yesOrNo = oneOf(true, false)

const minute = 60_000
export const expiry = oneOf('@now-1000', '@now+0', '@now+60000', '@now+3600000', '@now+3600001', '@now+86400000')
export const pastOrFuture = oneOf('@now-3600000', '@now-1', '@now+0', '@now+1', '@now+7200000')
export const lifetimeSeconds = oneOf(null, null, 59, 60, 3600, 3600, 86_400)
export const leakResponse = oneOf('alert', 'disable', 'rotate')
const hour = 60 * minute
export const whileMs = oneOf(1, minute, 20 * minute, hour, hour, 8 * hour, 8 * hour, 90 * hour)
export const keyType = oneOf('personal', 'organization', 'team_service_account', 'organization_service_account')
export const keyState = oneOf('active', 'disabled', 'blocked', 'expired')
export const minutes = oneOf(1, 20, 60, 43_200)
export const pageSize = oneOf(2, 7, 50, 200)
export const auditNoun = oneOf(
  'key',
  'key.delete',
  'team',
  'organization',
  'service_account',
  'user',
  'policies.change',
)
export const outcome = oneOf('done', 'refused')
/** The name of the organization that was drawn, as it is typed out, or not quite. */
export const confirmation: Drawer = (scene) => {
  const place = placeOf(scene)
  return place && `@${place.label}.${pick(scene.draw, ['name', 'name', 'name', 'NAME', 'id'])}`
}

const madeUpIds: Readonly<Record<Thing['kind'], string>> = {
  user: 'usr_0000000000000000000000',
  organization: 'org_0000000000000000000000',
  team: 'team_0000000000000000000000',
  'service account': 'sva_0000000000000000000000',
  key: '0000000000000000',
  invitation: 'inv_0000000000000000',
  rotation: 'rot_0000000000000000',
  webhook: 'whk_0000000000000000',
}

/** What a drawn text stands for in this world at this moment. */
export function resolve(world: World, text: string): string {
  const moment = /^@now([+-]\d+)$/.exec(text)
  if (moment !== null) return new Date(world.now + Number(moment[1])).toISOString()
  const reference = /^@((user|organization|team|service account|key|invitation|rotation|webhook) .+)\.(\w+)$/.exec(text)
  if (reference === null) return text
  const [, label = '', kind, form] = reference
  const thing = world.everything.get(label)
  if (form === 'id') return thing?.id ?? madeUpIds[kind as Thing['kind']]
  if (thing === undefined) return 'made-up'
  switch (form) {
    case 'token':
      return 'token' in thing ? thing.token : ''
    case 'forged':
      return 'token' in thing ? forgeSecret(thing.token) : ''
    case 'email':
    case 'EMAIL': {
      const found = thing.kind === 'user' ? thing.email : ''
      return form === 'EMAIL' ? found.toUpperCase() : found
    }
    default: {
      const found = thing.kind === 'user' ? thing.username : 'name' in thing ? thing.name : ''
      return form === 'NAME' ? found.toUpperCase() : found
    }
  }
}
