import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { organizationRoles } from '../model/account.ts'
import { defaultPolicies, leakResponses, type Policies } from '../model/policies.ts'
import { type CreationConcern, evaluateKeyCreation, type KeyHolder } from './evaluate-key-creation.ts'

const now = 1_000_000
const lifetimeMs = 500

const concern = (holder: KeyHolder, policies: Partial<Policies> = {}): CreationConcern => ({
  holder,
  policies: { ...defaultPolicies, ...policies },
})
const disabled = { disableKeyCreation: true }
const disabledForViewers = { disableViewerKeyCreation: true }
const limitedTo = (maximumKeyLifetimeMs: number) => ({ maximumKeyLifetimeMs })

describe('whether a key may be made (design §6)', () => {
  it.each<[string, ReturnType<typeof evaluateKeyCreation>, number | null, CreationConcern[]]>([
    ['yes, where nothing was decided', undefined, null, [concern('member')]],
    ['yes, of somebody who belongs nowhere', undefined, null, []],
    ['no, where creation is switched off', 'KEY_CREATION_DISABLED', null, [concern('member', disabled)]],
    ['no, not even for an admin', 'KEY_CREATION_DISABLED', null, [concern('admin', disabled)]],
    ['no, for a team service account', 'KEY_CREATION_DISABLED', null, [concern('team_service_account', disabled)]],
    ['yes, for one of the organization', undefined, null, [concern('organization_service_account', disabled)]],
    [
      'no, where one of many organizations has switched it off',
      'KEY_CREATION_DISABLED',
      null,
      [concern('member'), concern('member', disabled)],
    ],
    [
      'no, for a viewer where viewers get none',
      'VIEWER_KEY_CREATION_DISABLED',
      null,
      [concern('viewer', disabledForViewers)],
    ],
    ['yes, for anyone else there', undefined, null, [concern('member', disabledForViewers)]],
    [
      'yes, for a viewer of another organization',
      undefined,
      null,
      [concern('member', disabledForViewers), concern('viewer')],
    ],
    [
      'no, without an expiry where lifetimes are limited',
      'KEY_LIFETIME_TOO_LONG',
      null,
      [concern('member', limitedTo(500))],
    ],
    [
      'no, not even for a service account of the organization',
      'KEY_LIFETIME_TOO_LONG',
      null,
      [concern('organization_service_account', limitedTo(500))],
    ],
    ['yes, up to the last millisecond of the limit', undefined, now + 500, [concern('member', limitedTo(500))]],
    ['no, a millisecond later', 'KEY_LIFETIME_TOO_LONG', now + 501, [concern('member', limitedTo(500))]],
    [
      'no, beyond the strictest of the limits',
      'KEY_LIFETIME_TOO_LONG',
      now + 400,
      [concern('member', limitedTo(500)), concern('member', limitedTo(300))],
    ],
  ])('%s', (_, expected, expiresAt, concerns) => {
    expect(evaluateKeyCreation(expiresAt, concerns, now)).toBe(expected)
  })
})

/** Design §6 as a table: for whom a policy keeps a key from being made. The lifetime binds everyone alike. */
const isKeptBy: Record<KeyHolder, Record<'disableKeyCreation' | 'disableViewerKeyCreation', boolean>> = {
  admin: { disableKeyCreation: true, disableViewerKeyCreation: false },
  member: { disableKeyCreation: true, disableViewerKeyCreation: false },
  viewer: { disableKeyCreation: true, disableViewerKeyCreation: true },
  billing_admin: { disableKeyCreation: true, disableViewerKeyCreation: false },
  team_service_account: { disableKeyCreation: true, disableViewerKeyCreation: false },
  organization_service_account: { disableKeyCreation: false, disableViewerKeyCreation: false },
}
const holders = Object.keys(isKeptBy) as KeyHolder[]
const expiries = [null, now + 1, now + lifetimeMs, now + lifetimeMs + 1]
const either = [false, true]

const everyPolicies: Policies[] = either.flatMap((disableKeyCreation) =>
  either.flatMap((disableViewerKeyCreation) =>
    either.flatMap((enforceOrganizationKeys) =>
      either.flatMap((disableTeamServiceAccountCreation) =>
        [null, lifetimeMs].map((maximumKeyLifetimeMs) => ({
          ...defaultPolicies,
          disableKeyCreation,
          disableViewerKeyCreation,
          enforceOrganizationKeys,
          disableTeamServiceAccountCreation,
          maximumKeyLifetimeMs,
        })),
      ),
    ),
  ),
)
const everyConcern: CreationConcern[] = holders.flatMap((holder) =>
  everyPolicies.map((policies) => ({ holder, policies })),
)

function expectedRefusal(expiresAt: number | null, concerns: readonly CreationConcern[]) {
  const refusals = concerns.flatMap(({ holder, policies }) => [
    ...(policies.disableKeyCreation && isKeptBy[holder].disableKeyCreation ? ['1 KEY_CREATION_DISABLED'] : []),
    ...(policies.disableViewerKeyCreation && isKeptBy[holder].disableViewerKeyCreation
      ? ['2 VIEWER_KEY_CREATION_DISABLED']
      : []),
    ...(policies.maximumKeyLifetimeMs !== null && (expiresAt ?? Number.MAX_VALUE) > now + policies.maximumKeyLifetimeMs
      ? ['3 KEY_LIFETIME_TOO_LONG']
      : []),
  ])
  // Where there are several reasons, the one that no other request of theirs would overcome.
  return refusals.sort()[0]?.slice(2)
}

describe('for every holder and all policies', () => {
  it('what is tried here are all the roles that there are, and both kinds of service accounts', () => {
    expect(holders).toEqual(expect.arrayContaining([...organizationRoles]))
    expect(holders).toHaveLength(organizationRoles.length + 2)
    // What becomes of a leaked key, and when, does not concern those that are made.
    expect(everyPolicies).toHaveLength(2 ** (Object.keys(defaultPolicies).length - 2))
  })

  it('the answer of one organization is that of the table', () => {
    const wrong = everyConcern.flatMap((one) =>
      expiries
        .filter((expiresAt) => evaluateKeyCreation(expiresAt, [one], now) !== expectedRefusal(expiresAt, [one]))
        .map((expiresAt) => ({ one, expiresAt })),
    )
    expect(wrong).toEqual([])
  })

  it('the answer of two organizations is that of the stricter, whichever comes first', () => {
    const wrong = everyConcern.flatMap((one) =>
      everyConcern.filter(
        (other) => evaluateKeyCreation(null, [one, other], now) !== expectedRefusal(null, [one, other]),
      ),
    )
    expect(wrong).toEqual([])
  })

  it('what an organization has decided about other things than keys counts for nothing', () => {
    const elsewhere = { enforceOrganizationKeys: true, disableTeamServiceAccountCreation: true }
    const wrong = everyConcern.filter((one) => {
      const without = { ...one, policies: { ...one.policies, ...elsewhere } }
      return evaluateKeyCreation(null, [one], now) !== evaluateKeyCreation(null, [without], now)
    })
    expect(wrong).toEqual([])
  })

  it('is never made easier by one more organization', () => {
    const concerns = fc.record({
      holder: fc.constantFrom(...holders),
      policies: fc.record({
        onLeak: fc.constantFrom(...leakResponses),
        leakGraceMs: fc.constant(1),
        disableKeyCreation: fc.boolean(),
        disableViewerKeyCreation: fc.boolean(),
        enforceOrganizationKeys: fc.boolean(),
        disableTeamServiceAccountCreation: fc.boolean(),
        maximumKeyLifetimeMs: fc.option(fc.integer({ min: 1, max: 1_000 })),
      }),
    })
    const anyExpiry = fc.option(fc.integer({ min: now + 1, max: now + 2_000 }))
    fc.assert(
      fc.property(anyExpiry, fc.array(concerns), concerns, (expiresAt, some, oneMore) => {
        const refusedBefore = evaluateKeyCreation(expiresAt, some, now) !== undefined
        const refusedAfter = evaluateKeyCreation(expiresAt, [...some, oneMore], now) !== undefined
        expect(refusedBefore && !refusedAfter).toBe(false)
      }),
    )
  })
})
