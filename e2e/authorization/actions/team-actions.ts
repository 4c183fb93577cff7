import { seesServiceAccount, seesTeam } from '../model/caller.ts'
import { addServiceAccount, addTeam, forgetKeysOf, keysOf, type TeamRole } from '../model/world.ts'
import type { Action, Done } from './action.ts'
import * as answers from './answers.ts'
import * as draw from './draw-input.ts'

function removeFromTeam({ organization, team, user, note }: Done): unknown {
  const role = team.members.get(user)
  team.members.delete(user)
  note('team.remove_member', [organization], user.id)
  return answers.memberOf(user, role)
}

function createServiceAccount(done: Done, ofOrganization: boolean): unknown {
  const { world, organization, team, input, learn, note } = done
  const serviceAccount = addServiceAccount(world, {
    id: learn('id'),
    name: input.name ?? '',
    organization,
    team: ofOrganization ? null : team,
    defaultTeam: team,
    verifier: input.verifier ?? false,
  })
  note('service_account.create', [organization], serviceAccount.id)
  return answers.serviceAccountOf(serviceAccount)
}

export const teamActions = {
  'create a team': {
    door: 'POST /organizations/:organization/teams',
    takes: { organization: draw.organization, name: draw.teamName, admin: draw.perhaps(50, draw.user) },
    recorded: 'team.create',
    does({ world, organization, input, user, learn, note }) {
      const team = addTeam(world, { id: learn('id'), name: input.name ?? '', organization, members: new Map() })
      note('team.create', [organization], team.id)
      if (input.admin !== undefined) {
        team.members.set(user, 'admin')
        note('team.add_member', [organization], user.id)
      }
      return answers.teamOf(team)
    },
  },
  'list teams': {
    door: 'GET /organizations/:organization/teams',
    takes: { organization: draw.organization, limit: draw.pageSize },
    lists: 'teams',
    does: ({ world, caller, organization }) => ({
      teams: [...world.teams]
        .filter((team) => team.organization === organization && seesTeam(caller, team))
        .map(answers.teamOf),
    }),
  },
  'get a team': {
    door: 'GET /organizations/:organization/teams/:team',
    takes: { organization: draw.organization, team: draw.team },
    does: ({ team }) => answers.teamOf(team),
  },
  'rename a team': {
    door: 'PATCH /organizations/:organization/teams/:team',
    takes: { organization: draw.organization, team: draw.team, name: draw.teamName },
    recorded: 'team.rename',
    does({ organization, team, input, note }) {
      team.name = input.name ?? ''
      note('team.rename', [organization], team.id)
      return answers.teamOf(team)
    },
  },
  'delete a team': {
    door: 'DELETE /organizations/:organization/teams/:team',
    takes: { organization: draw.organization, team: draw.team },
    recorded: 'team.delete',
    does({ world, organization, team, note }) {
      note('team.delete', [organization], team.id)
      world.teams.delete(team)
      for (const invitation of world.invitations) {
        if (invitation.team?.team === team) world.invitations.delete(invitation)
      }
      return answers.teamOf(team)
    },
  },
  'list members of a team': {
    door: 'GET /organizations/:organization/teams/:team/members',
    takes: { organization: draw.organization, team: draw.team, limit: draw.pageSize },
    lists: 'members',
    does: ({ team }) => ({ members: [...team.members].map(([user, role]) => answers.memberOf(user, role)) }),
  },
  'add a member to a team': {
    door: 'POST /organizations/:organization/teams/:team/members',
    takes: { organization: draw.organization, team: draw.team, user: draw.teamMate, role: draw.teamRole },
    recorded: 'team.add_member',
    weight: 3,
    does({ organization, team, user, input, note }) {
      const role = input.role as TeamRole
      team.members.set(user, role)
      note('team.add_member', [organization], user.id)
      return answers.memberOf(user, role)
    },
  },
  'change a role in a team': {
    door: 'PATCH /organizations/:organization/teams/:team/members/:user',
    takes: { organization: draw.organization, team: draw.team, user: draw.teamMate, role: draw.teamRole },
    recorded: 'team.change_role',
    does({ organization, team, user, input, note }) {
      const role = input.role as TeamRole
      team.members.set(user, role)
      note('team.change_role', [organization], user.id)
      return answers.memberOf(user, role)
    },
  },
  'remove a member from a team': {
    door: 'DELETE /organizations/:organization/teams/:team/members/:user',
    takes: { organization: draw.organization, team: draw.team, user: draw.teamMate },
    recorded: 'team.remove_member',
    does: removeFromTeam,
  },
  'leave a team': {
    door: 'DELETE /organizations/:organization/teams/:team/members/:user',
    takes: { organization: draw.organization, team: draw.team, user: draw.self },
    recorded: 'team.remove_member',
    does: removeFromTeam,
  },

  'create a service account of a team': {
    door: 'POST /organizations/:organization/service-accounts',
    takes: {
      organization: draw.organization,
      team: draw.team,
      name: draw.freshName,
      verifier: draw.perhaps(30, draw.yesOrNo),
    },
    recorded: 'service_account.create',
    weight: 3,
    does: (done) => createServiceAccount(done, false),
  },
  'create a service account of the organization': {
    door: 'POST /organizations/:organization/service-accounts',
    takes: {
      organization: draw.organization,
      defaultTeam: draw.team,
      name: draw.freshName,
      verifier: draw.perhaps(30, draw.yesOrNo),
    },
    recorded: 'service_account.create',
    does: (done) => createServiceAccount(done, true),
  },
  'list service accounts': {
    door: 'GET /organizations/:organization/service-accounts',
    takes: { organization: draw.organization, limit: draw.pageSize },
    lists: 'serviceAccounts',
    weight: 3,
    does: ({ world, caller, organization }) => ({
      serviceAccounts: [...world.serviceAccounts]
        .filter((account) => account.organization === organization && seesServiceAccount(caller, account))
        .map(answers.serviceAccountOf),
    }),
  },
  'get a service account': {
    door: 'GET /service-accounts/:serviceAccount',
    takes: { serviceAccount: draw.serviceAccount },
    does: ({ serviceAccount }) => answers.serviceAccountOf(serviceAccount),
  },
  'update a service account': {
    door: 'PATCH /service-accounts/:serviceAccount',
    takes: {
      serviceAccount: draw.serviceAccount,
      name: draw.perhaps(50, draw.freshName),
      defaultTeam: draw.perhaps(40, draw.team),
      verifier: draw.perhaps(50, draw.yesOrNo),
    },
    recorded: 'service_account.update',
    weight: 3,
    does({ serviceAccount, input, team, note }) {
      serviceAccount.name = input.name ?? serviceAccount.name
      if (input.defaultTeam !== undefined) serviceAccount.defaultTeam = team
      serviceAccount.verifier = input.verifier ?? serviceAccount.verifier
      note('service_account.update', [serviceAccount.organization], serviceAccount.id)
      return answers.serviceAccountOf(serviceAccount)
    },
  },
  'delete a service account': {
    door: 'DELETE /service-accounts/:serviceAccount',
    takes: { serviceAccount: draw.serviceAccount },
    recorded: 'service_account.delete',
    does({ world, caller, serviceAccount, note }) {
      const { organization } = serviceAccount
      const lost = keysOf(world, serviceAccount)
      const deletedKeys = lost.map((key) => answers.keyOf(world, caller, key))
      note('service_account.delete', [organization], serviceAccount.id)
      for (const key of lost) note('key.delete', [organization], key.id)
      forgetKeysOf(world, serviceAccount)
      world.serviceAccounts.delete(serviceAccount)
      return { serviceAccount: answers.serviceAccountOf(serviceAccount), deletedKeys }
    },
  },
} satisfies Record<string, Action>
