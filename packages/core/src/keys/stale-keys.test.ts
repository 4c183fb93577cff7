import { describe, expect, it } from 'vitest'
import type { KeyId, UserId } from '../identifiers.ts'
import type { ApiKey } from '../model/api-key.ts'
import { dayMs } from '../model/consumer.ts'
import { summarizeStaleKeys } from './stale-keys.ts'

const now = 1_000 * dayMs
const ago = (days: number) => now - days * dayMs

function key(name: string, given: Partial<Omit<ApiKey, 'owner'>> & { readonly owner?: string } = {}): ApiKey {
  const { owner = 'bo', ...rest } = given
  return {
    id: name as KeyId,
    name,
    owner: { type: 'user', id: owner as UserId, username: owner, email: '', name: owner, instanceAdmin: false },
    organization: null,
    format: 'v1',
    createdAt: ago(500),
    expiresAt: null,
    lastUsedAt: ago(1),
    blockedBy: [],
    disabled: null,
    leak: null,
    rotationId: null,
    ...rest,
  }
}

const kindsOf = (given: Parameters<typeof key>[1], gone: string[] = []) =>
  summarizeStaleKeys([key('one', given)], now, new Set(gone as UserId[])).flatMap(({ keys }) =>
    keys.flatMap(({ kinds }) => kinds),
  )

describe('the digest of stale keys', () => {
  it.each<[string, Parameters<typeof key>[1], string[]]>([
    ['used yesterday', {}, []],
    ['used 30 days ago', { lastUsedAt: ago(30) }, []],
    ['used 31 days ago', { lastUsedAt: ago(31) }, ['unused_30d']],
    ['used 91 days ago', { lastUsedAt: ago(91) }, ['unused_90d']],
    ['used 366 days ago', { lastUsedAt: ago(366) }, ['unused_365d']],
    ['made 31 days ago and never used', { createdAt: ago(31), lastUsedAt: null }, ['unused_30d', 'never_used']],
    ['made yesterday and not used yet', { createdAt: ago(1), lastUsedAt: null }, []],
    ['about to expire', { expiresAt: now + 29 * dayMs }, ['expiring']],
    ['to expire some day', { expiresAt: now + 30 * dayMs }, []],
    ['expired', { expiresAt: now, lastUsedAt: ago(100) }, []],
    ['disabled', { disabled: { at: now, by: null, until: null } as never, lastUsedAt: ago(100) }, []],
  ])('says of a key %s', (_what, given, kinds) => {
    expect(kindsOf(given)).toEqual(kinds)
  })

  it('says of a key that its owner has gone', () => {
    expect(kindsOf({}, ['bo'])).toEqual(['owner_gone'])
  })

  it('is one for each owner, with each of their keys once', () => {
    const keys = [
      key('a', { lastUsedAt: ago(40) }),
      key('b', { owner: 'al', expiresAt: now + dayMs, lastUsedAt: ago(400) }),
      key('c'),
      key('d', { lastUsedAt: ago(100) }),
    ]
    expect(
      summarizeStaleKeys(keys, now).map(({ owner, keys }) => [owner.id, keys.map(({ key, kinds }) => [key.id, kinds])]),
    ).toEqual([
      [
        'bo',
        [
          ['a', ['unused_30d']],
          ['d', ['unused_90d']],
        ],
      ],
      ['al', [['b', ['unused_365d', 'expiring']]]],
    ])
    expect(summarizeStaleKeys([], now)).toEqual([])
  })
})
