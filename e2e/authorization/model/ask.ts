import type { Caller } from './caller.ts'
import {
  findById,
  findOrganization,
  findTeam,
  findUser,
  type Invitation,
  type Key,
  type Organization,
  type OrganizationRole,
  type Policies,
  type Rotation,
  type ServiceAccount,
  type Team,
  type TeamRole,
  type User,
  type Webhook,
  type World,
} from './world.ts'

/** What is sent, by the names of the API's paths and bodies: text that may name something, or nothing at all. */
export type Input = Readonly<
  Partial<
    {
      organization: string
      team: string
      defaultTeam: string
      user: string
      admin: string
      serviceAccount: string
      key: string
      invitation: string
      rotation: string
      webhook: string
      keyId: string
      owner: string
      token: string
      name: string
      email: string
      username: string
      role: OrganizationRole | TeamRole
      teamRole: TeamRole
      verifier: boolean
      instanceAdmin: boolean
      ids: readonly string[]
      expiresAt: string
      type: string
      state: string
      createdBefore: string
      expiresBefore: string
      keys: 'delete' | 'refuse'
      confirmation: string
      action: string
      outcome: string
      limit: number
      minutes: number
      completion: string
      deadlineAt: string
      revokeNow: boolean
      evenIfUsed: boolean
      url: string
      description: string
      enabled: boolean
    } & Policies
  >
>

/** An action, with what its input means in the world at this moment, whether or not the caller may know it. */
export type Ask = {
  readonly world: World
  readonly caller: Caller
  readonly input: Input
  readonly organization: Organization | undefined
  /** In the organization, or in that of the service account. */
  readonly team: Team | undefined
  readonly user: User | undefined
  readonly serviceAccount: ServiceAccount | undefined
  readonly key: Key | undefined
  /** One that can be brought back. */
  readonly deletedKey: Key | undefined
  readonly rotation: Rotation | undefined
  readonly webhook: Webhook | undefined
  readonly invitation: Invitation | undefined
}

export function readAsk(world: World, caller: Caller, input: Input): Ask {
  const byText = <Found>(text: string | undefined, find: (text: string) => Found) =>
    text === undefined ? undefined : find(text)
  const { token } = input
  const serviceAccount = byText(input.serviceAccount, (id) => findById(world.serviceAccounts, id))
  const organization = byText(input.organization, (reference) => findOrganization(world, reference))
  const place = organization ?? serviceAccount?.organization
  return {
    world,
    caller,
    input,
    organization,
    team: byText(input.team ?? input.defaultTeam, (text) => (place ? findTeam(world, place, text) : undefined)),
    user: byText(input.user ?? input.admin, (reference) => findUser(world, reference)),
    serviceAccount,
    key:
      byText(token, (text) => [...world.keys].find((key) => key.token === text)) ??
      byText(input.key, (id) => findById(world.keys, id)),
    deletedKey: byText(input.key, (id) => findById(world.deletedKeys, id)),
    rotation: byText(input.rotation, (id) => findById(world.rotations, id)),
    webhook: byText(input.webhook, (id) => findById(world.webhooks, id)),
    invitation:
      byText(token, (text) => [...world.invitations].find((invitation) => invitation.token === text)) ??
      byText(input.invitation, (id) => findById(world.invitations, id)),
  }
}
