import { administersInstance, selfOf, stateOf } from '../model/caller.ts'
import {
  addOrganization,
  keysOf,
  type OrganizationRole,
  type Policies,
  personalKeysOf,
  removeKey,
  type User,
} from '../model/world.ts'
import type { Action, Done } from './action.ts'
import * as answers from './answers.ts'
import * as draw from './draw-input.ts'

/** Takes somebody out of an organization: of its teams, too, and with their keys that reach nothing else. */
function removeMember({ world, caller, organization, user, note }: Done): unknown {
  const role = organization.members.get(user)
  const lost = keysOf(world, user).filter((key) => key.organization === organization)
  const deletedKeys = lost.map((key) => answers.keyOf(world, caller, key))
  note('organization.remove_member', [organization], user.id)
  for (const key of lost) {
    note('key.delete', [organization], key.id)
    removeKey(world, key, selfOf(caller) ?? user)
  }
  organization.members.delete(user)
  for (const team of world.teams) if (team.organization === organization) team.members.delete(user)
  return { member: answers.memberOf(user, role), deletedKeys }
}

export const organizationActions = {
  'create an organization': {
    door: 'POST /organizations',
    takes: { name: draw.organizationName, admin: draw.perhaps(40, draw.anyUser) },
    recorded: 'organization.create',
    does({ world, caller, input, user, learn, note }) {
      const admin = input.admin === undefined ? caller.user : user
      if (admin === null) throw new Error('the table let through what it may not')
      const organization = addOrganization(world, {
        id: learn('id'),
        name: input.name ?? '',
        members: new Map([[admin, 'admin']]),
      })
      note('organization.create', [organization], organization.id)
      return answers.nameOf(organization)
    },
  },
  'list organizations': {
    door: 'GET /organizations',
    takes: { limit: draw.pageSize },
    lists: 'organizations',
    does: ({ world, caller }) => ({
      organizations: [...(administersInstance(caller) ? world.organizations : caller.organizations.keys())].map(
        answers.nameOf,
      ),
    }),
  },
  'get an organization': {
    door: 'GET /organizations/:organization',
    takes: { organization: draw.organization },
    does: ({ organization }) => answers.nameOf(organization),
  },
  'rename an organization': {
    door: 'PATCH /organizations/:organization',
    takes: { organization: draw.organization, name: draw.organizationName },
    recorded: 'organization.rename',
    does({ organization, input, note }) {
      organization.name = input.name ?? ''
      note('organization.rename', [organization], organization.id)
      return answers.nameOf(organization)
    },
  },
  'list members': {
    door: 'GET /organizations/:organization/members',
    takes: { organization: draw.organization, limit: draw.pageSize },
    lists: 'members',
    does: ({ organization }) => ({
      members: [...organization.members].map(([user, role]) => answers.memberOf(user, role)),
    }),
  },
  'add a member': {
    door: 'POST /organizations/:organization/members',
    takes: { organization: draw.organization, user: draw.user, role: draw.organizationRole },
    recorded: 'organization.add_member',
    weight: 3,
    does({ organization, user, input, note }) {
      const role = input.role as OrganizationRole
      organization.members.set(user, role)
      note('organization.add_member', [organization], user.id)
      return answers.memberOf(user, role)
    },
  },
  'change the role of a member': {
    door: 'PATCH /organizations/:organization/members/:user',
    takes: { organization: draw.organization, user: draw.user, role: draw.organizationRole },
    recorded: 'organization.change_role',
    weight: 3,
    does({ organization, user, input, note }) {
      const role = input.role as OrganizationRole
      organization.members.set(user, role)
      note('organization.change_role', [organization], user.id)
      return answers.memberOf(user, role)
    },
  },
  'remove a member': {
    door: 'DELETE /organizations/:organization/members/:user',
    takes: { organization: draw.organization, user: draw.user },
    recorded: 'organization.remove_member',
    weight: 3,
    does: removeMember,
  },
  'leave an organization': {
    door: 'DELETE /organizations/:organization/members/:user',
    takes: { organization: draw.organization, user: draw.self },
    recorded: 'organization.remove_member',
    weight: 3,
    does: removeMember,
  },

  'get policies': {
    door: 'GET /organizations/:organization/policies',
    takes: { organization: draw.organization },
    does: ({ organization }) => organization.policies,
  },
  'change policies': {
    door: 'PATCH /organizations/:organization/policies',
    takes: {
      organization: draw.organization,
      disableKeyCreation: draw.perhaps(70, draw.yesOrNo),
      disableViewerKeyCreation: draw.perhaps(70, draw.yesOrNo),
      enforceOrganizationKeys: draw.perhaps(40, draw.yesOrNo),
      disableTeamServiceAccountCreation: draw.perhaps(70, draw.yesOrNo),
      maximumKeyLifetimeSeconds: draw.perhaps(70, draw.lifetimeSeconds),
      onLeak: draw.perhaps(30, draw.leakResponse),
      confirmation: draw.perhaps(20, draw.confirmation),
    },
    recorded: 'policies.change',
    weight: 5,
    does({ organization, input, note }) {
      const { policies } = organization
      for (const field of Object.keys(policies) as (keyof Policies)[]) {
        if (input[field] !== undefined) Object.assign(policies, { [field]: input[field] })
      }
      note('policies.change', [organization], organization.id)
      return { ...policies }
    },
  },
  'preview enforcement': {
    door: 'GET /organizations/:organization/policies/enforcement-preview',
    takes: { organization: draw.organization, limit: draw.pageSize },
    lists: 'keys',
    does({ world, caller, organization }) {
      const personal = [...organization.members.keys()].flatMap((user: User) => personalKeysOf(world, user))
      const active = personal.filter((key) => stateOf(world, key) === 'active')
      return { keys: active.map((key) => answers.keyOf(world, caller, key)) }
    },
  },
} satisfies Record<string, Action>
