import { describe, expect, it } from 'vitest'
import { exampleKey, exampleUser, membershipIn, organizationId } from '../../testing/example-records.ts'
import { administeredOrganizations, isInstanceAdmin, principalOf } from './principal.ts'

const user = exampleUser('grace')
const memberships = [membershipIn('acme', 'admin'), membershipIn('birch', 'admin'), membershipIn('cedar', 'member')]

describe('the principal of a personal key', () => {
  const principal = principalOf(exampleKey(user, null), user, memberships)

  it('of a personal key: reaches no organization that takes none, and keeps the others', () => {
    const closed = memberships[0]?.organization.id
    expect(closed).toBeDefined()
    const { reach, memberships: reached } = principalOf(
      exampleKey(user, null),
      user,
      memberships,
      closed ? [closed] : [],
    )
    expect(reach).toEqual({ kind: 'everywhere' })
    expect(reached).toEqual(memberships.slice(1))
  })

  it('reaches every organization of its owner', () => {
    expect(principal).toEqual({
      kind: 'user',
      user,
      keyId: 'ExampleKeyId0123',
      reach: { kind: 'everywhere' },
      memberships,
    })
  })

  it('administers what its owner administers, and nothing that its owner only belongs to', () => {
    expect(administeredOrganizations(principal)).toEqual([organizationId('acme'), organizationId('birch')])
  })
})

describe('the principal of an organization key', () => {
  const principal = principalOf(exampleKey(user, 'acme'), user, memberships)

  it('has lost every membership but the one that the key reaches', () => {
    expect(principal.reach).toEqual({ kind: 'organization', organizationId: organizationId('acme') })
    expect(principal.memberships).toEqual([membershipIn('acme', 'admin')])
  })

  it('administers no other organization, although its owner does', () => {
    expect(administeredOrganizations(principal)).toEqual([organizationId('acme')])
    expect(administeredOrganizations(principalOf(exampleKey(user, 'cedar'), user, memberships))).toEqual([])
  })

  it('has no membership at all once its owner has left the organization', () => {
    expect(principalOf(exampleKey(user, 'dune'), user, memberships).memberships).toEqual([])
  })
})

describe('the power of an instance admin', () => {
  const admin = exampleUser('grace', { instanceAdmin: true })

  it('comes with their personal key', () => {
    expect(isInstanceAdmin(principalOf(exampleKey(admin, null), admin, []))).toBe(true)
  })

  it('does not come with a key that they confined to one organization', () => {
    expect(isInstanceAdmin(principalOf(exampleKey(admin, 'acme'), admin, memberships))).toBe(false)
  })

  it('is not that of an organization admin, of however many organizations', () => {
    expect(isInstanceAdmin(principalOf(exampleKey(user, null), user, memberships))).toBe(false)
  })
})
