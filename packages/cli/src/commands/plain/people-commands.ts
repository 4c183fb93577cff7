import type { OrganizationRole, TeamRole } from '@keystead/sdk'
import type { PlainCommand } from './plain-command.ts'
import { readSwitch } from './plain-options.ts'

export const peopleCommands: readonly PlainCommand[] = [
  {
    name: 'members add',
    args: ['<organization>', '<user>', '<role>'],
    ask: ({ members }, [organization = '', user = '', role]) =>
      members.add(organization, { user, role: role as OrganizationRole }),
  },
  {
    name: 'members change-role',
    args: ['<organization>', '<user>', '<role>'],
    ask: ({ members }, [organization = '', user = '', role]) =>
      members.changeRole(organization, user, role as OrganizationRole),
  },
  {
    name: 'members remove',
    args: ['<organization>', '<user>'],
    isLoss: true,
    ask: ({ members }, [organization = '', user = '']) => members.remove(organization, user),
  },
  {
    name: 'teams members',
    args: ['<organization>', '<team>'],
    ask: ({ teamMembers }, [organization = '', team = '']) => teamMembers.list(organization, team, { limit: 200 }),
  },
  {
    name: 'teams add-member',
    args: ['<organization>', '<team>', '<user>', '<role>'],
    ask: ({ teamMembers }, [organization = '', team = '', user = '', role]) =>
      teamMembers.add(organization, team, { user, role: role as TeamRole }),
  },
  {
    name: 'teams change-role',
    args: ['<organization>', '<team>', '<user>', '<role>'],
    ask: ({ teamMembers }, [organization = '', team = '', user = '', role]) =>
      teamMembers.changeRole(organization, team, user, role as TeamRole),
  },
  {
    name: 'teams remove-member',
    args: ['<organization>', '<team>', '<user>'],
    isLoss: true,
    ask: ({ teamMembers }, [organization = '', team = '', user = '']) => teamMembers.remove(organization, team, user),
  },
  {
    name: 'users list',
    args: [],
    options: ['query'],
    ask: ({ users }, _, { query }) => users.list({ query, limit: 200 }),
  },
  { name: 'users show', args: ['<user>'], ask: ({ users }, [user = '']) => users.get(user) },
  {
    name: 'users create',
    args: ['<email>'],
    options: ['username', 'name', 'instanceAdmin'],
    ask: ({ users }, [email = ''], { username, name, instanceAdmin }) =>
      users.create({ email, username, name, instanceAdmin: readSwitch(instanceAdmin) }),
  },
  {
    name: 'users change',
    args: ['<user>'],
    options: ['name', 'instanceAdmin'],
    ask: ({ users }, [user = ''], { name, instanceAdmin }) =>
      users.update(user, { name, instanceAdmin: readSwitch(instanceAdmin) }),
  },
  { name: 'users remove', args: ['<user>'], isLoss: true, ask: ({ users }, [user = '']) => users.remove(user) },
  { name: 'users password-link', args: ['<user>'], ask: ({ users }, [user = '']) => users.createPasswordLink(user) },
]
