import type { PlainCommand } from './plain-command.ts'
import { readPolicies, readSwitch, readWord } from './plain-options.ts'

export const organizationCommands: readonly PlainCommand[] = [
  { name: 'orgs show', args: ['<organization>'], ask: ({ organizations }, [name = '']) => organizations.get(name) },
  {
    name: 'orgs create',
    args: ['<name>'],
    options: ['admin'],
    ask: ({ organizations }, [name = ''], { admin }) => organizations.create({ name, admin }),
  },
  {
    name: 'orgs rename',
    args: ['<organization>', '<name>'],
    ask: ({ organizations }, [organization = '', name = '']) => organizations.rename(organization, name),
  },
  { name: 'policies show', args: ['<organization>'], ask: ({ policies }, [name = '']) => policies.get(name) },
  {
    name: 'policies change',
    args: ['<organization>'],
    options: [
      ...(['onLeak', 'leakGrace', 'maximumLifetime', 'keyCreation', 'viewerKeyCreation'] as const),
      ...(['teamServiceAccounts', 'enforce', 'confirmation'] as const),
    ],
    ask: ({ policies }, [name = ''], values) => policies.change(name, readPolicies(values)),
  },
  {
    name: 'policies preview',
    args: ['<organization>'],
    ask: ({ policies }, [name = '']) => policies.previewEnforcement(name, { limit: 200 }),
  },
  {
    name: 'teams show',
    args: ['<organization>', '<team>'],
    ask: ({ teams }, [organization = '', team = '']) => teams.get(organization, team),
  },
  {
    name: 'teams create',
    args: ['<organization>', '<name>'],
    options: ['admin'],
    ask: ({ teams }, [organization = '', name = ''], { admin }) => teams.create(organization, { name, admin }),
  },
  {
    name: 'teams rename',
    args: ['<organization>', '<team>', '<name>'],
    ask: ({ teams }, [organization = '', team = '', name = '']) => teams.rename(organization, team, name),
  },
  {
    name: 'teams delete',
    args: ['<organization>', '<team>'],
    isLoss: true,
    ask: ({ teams }, [organization = '', team = '']) => teams.delete(organization, team),
  },
  {
    name: 'service-accounts show',
    args: ['<id>'],
    ask: ({ serviceAccounts }, [id = '']) => serviceAccounts.get(id),
  },
  {
    name: 'service-accounts create',
    args: ['<organization>', '<name>'],
    options: ['team', 'defaultTeam', 'verifier'],
    ask: ({ serviceAccounts }, [organization = '', name = ''], { team, defaultTeam, verifier }) =>
      serviceAccounts.create(organization, { name, team, defaultTeam, verifier: readSwitch(verifier) }),
  },
  {
    name: 'service-accounts change',
    args: ['<id>'],
    options: ['name', 'defaultTeam', 'verifier'],
    ask: ({ serviceAccounts }, [id = ''], { name, defaultTeam, verifier }) =>
      serviceAccounts.update(id, { name, defaultTeam, verifier: readSwitch(verifier) }),
  },
  {
    name: 'service-accounts delete',
    args: ['<id>'],
    isLoss: true,
    ask: ({ serviceAccounts }, [id = '']) => serviceAccounts.delete(id),
  },
  {
    name: 'invitations list',
    args: ['<organization>'],
    ask: ({ invitations }, [organization = '']) => invitations.list(organization),
  },
  {
    name: 'invitations create',
    args: ['<organization>', '<email>'],
    options: ['role', 'team', 'teamRole'],
    ask: ({ invitations }, [organization = '', email = ''], { role, team, teamRole }) =>
      invitations.create(organization, { email, role: readWord(role), team, teamRole: readWord(teamRole) }),
  },
  {
    name: 'invitations revoke',
    args: ['<organization>', '<id>'],
    ask: ({ invitations }, [organization = '', id = '']) => invitations.revoke(organization, id),
  },
]
