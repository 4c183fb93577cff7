import { describe, expect, it } from 'vitest'
import { principalOfFacts, type UserCaller } from '../../testing/access-situations.ts'
import {
  exampleKey,
  exampleServiceAccount,
  exampleServiceAccountKey,
  exampleUser,
  organizationNamed,
} from '../../testing/example-records.ts'
import { presentKey } from './present-key.ts'

const nobody: UserCaller = {
  kind: 'user',
  roles: {},
  teamRoles: {},
  instanceAdmin: false,
  confinedTo: null,
  blockedIn: [],
}
const adminOfAcme: UserCaller = { ...nobody, roles: { acme: 'admin', birch: 'member' } }
const blockedBy = ['acme', 'birch', 'cedar'].map(organizationNamed)
const ofCaller = exampleKey(exampleUser('caller'), null, { blockedBy })
const ofColleague = exampleKey(exampleUser('colleague'), null, { blockedBy })

describe('that a key is blocked', () => {
  it.each([
    ['by all of them, its owner', nobody, ofCaller, ['acme', 'birch', 'cedar']],
    [
      'by all of them, an admin of the instance',
      { ...nobody, instanceAdmin: true },
      ofColleague,
      ['acme', 'birch', 'cedar'],
    ],
    ['by theirs, the admin of one', adminOfAcme, ofColleague, ['acme']],
    [
      'by theirs, the admin of several',
      { ...nobody, roles: { acme: 'admin', cedar: 'admin' } } as const,
      ofColleague,
      ['acme', 'cedar'],
    ],
    ['by none of them, a member', { ...nobody, roles: { acme: 'member' } } as const, ofColleague, []],
    [
      'by theirs alone, its owner with a key confined to where they are an admin',
      { ...adminOfAcme, confinedTo: 'acme' },
      ofCaller,
      ['acme'],
    ],
    [
      'by the one that it reaches, its owner with such a key',
      { ...adminOfAcme, confinedTo: 'birch' },
      exampleKey(exampleUser('caller'), 'birch', { blockedBy }),
      ['birch'],
    ],
    [
      'by theirs, the admin whose own key is blocked elsewhere',
      { ...adminOfAcme, blockedIn: ['birch'] },
      ofColleague,
      ['acme'],
    ],
  ])('is told, %s', (_, caller, key, told) => {
    const shown = presentKey(principalOfFacts(caller), key)
    expect(shown.blockedBy.map(({ name }) => name)).toEqual(told)
    expect({ ...shown, blockedBy: [] }).toEqual({ ...key, blockedBy: [] })
  })

  it('is told to every admin of the account, where it is the key of a service account', () => {
    const key = exampleServiceAccountKey(exampleServiceAccount('robot', 'acme/research'), {
      blockedBy: [organizationNamed('acme')],
    })
    const teamAdmin: UserCaller = { ...nobody, roles: { acme: 'member' }, teamRoles: { 'acme/research': 'admin' } }
    expect(presentKey(principalOfFacts(teamAdmin), key)).toEqual(key)
  })
})
