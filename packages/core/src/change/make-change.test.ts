import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  accountOf,
  exampleKey,
  exampleServiceAccount,
  exampleServiceAccountKey,
  exampleUser,
  organizationNamed,
} from '../../testing/example-records.ts'
import { seededRandomness } from '../../testing/seeded-randomness.ts'
import { type Caller, principalOf } from '../access/principal.ts'
import { trailStart } from '../audit/audit-chain.ts'
import { describeKey } from '../audit/describe.ts'
import { type ErrorCode, errorRegistry, KeysteadError } from '../errors.ts'
import type { Instance } from '../instance.ts'
import type { Account } from '../model/account.ts'
import type { ApiKey } from '../model/api-key.ts'
import type { AuditEvent } from '../model/audit-event.ts'
import type { StoreTransaction, VerifiableKey } from '../ports/store.ts'
import type { KeyDigest } from '../token/digest-token.ts'
import { mintLegacyToken, mintToken } from '../token/mint-token.ts'
import { makePepper, Peppers } from '../token/pepper.ts'
import { type Attempt, makeChange } from './make-change.ts'

const now = 1_800_000_000_000
const origin = { ip: '192.0.2.7', requestId: 'req_1' }
const grace = exampleUser('grace')
const key = exampleKey(grace, null)
const ofAcme = accountOf(grace, { acme: 'member' })
const rename: Attempt = { action: 'key.rename', on: 'key', reference: key.id }

function callerOf(of: ApiKey, account: Account): Caller {
  const principal = principalOf(of, account)
  if (principal === undefined) throw new Error('the key authenticates nobody')
  return { ...principal, origin }
}

const caller = callerOf(key, ofAcme)

const verifiable = (of: ApiKey, account: Account): VerifiableKey => ({
  key: of,
  account,
  closedToPersonalKeys: [],
  digest: new Uint8Array(32) as KeyDigest,
  pepperVersion: 1,
})

const unchanged = verifiable(key, ofAcme)

/** An instance that keeps a trail, and knows the caller's key as it is by now. A transaction that throws leaves nothing. */
function instanceThatKnows(current: VerifiableKey | undefined) {
  const trail: AuditEvent[] = []
  const transact = async <Result>(work: (transaction: StoreTransaction) => Promise<Result>) => {
    const written: AuditEvent[] = []
    const transaction: Partial<StoreTransaction> = {
      findVerifiableKey: async () => current,
      lockAuditHead: async () => [...trail, ...written].at(-1) ?? trailStart,
      appendAuditEvent: async (event) => {
        written.push(event)
      },
    }
    const result = await work(transaction as StoreTransaction)
    trail.push(...written)
    return result
  }
  const instance = {
    store: { transact },
    clock: { now: () => now },
    peppers: new Peppers([makePepper(1, seededRandomness('pepper').bytes(32))]),
  } as unknown as Instance
  return { instance, trail }
}

/** The events that are left after a change that a code refuses. */
async function refuseWith(code: ErrorCode, attempt: Attempt = rename, by: Caller = caller): Promise<AuditEvent[]> {
  const { instance, trail } = instanceThatKnows(unchanged)
  const refusal = new KeysteadError(code)
  const refused = makeChange(instance, by, attempt, async ({ note }) => {
    note({ action: 'key.rename', organizations: [], target: describeKey(key) })
    throw refusal
  })
  await expect(refused).rejects.toBe(refusal)
  return trail
}

describe('a change', () => {
  const target = describeKey(key)
  const done = { action: 'key.rename', outcome: 'done', code: null, at: now, target, ...origin } as const

  it('is remembered once for each organization that it concerns, and once where it concerns none', async () => {
    const { instance, trail } = instanceThatKnows(unchanged)
    const organizations = [organizationNamed('acme'), organizationNamed('birch')]
    const result = await makeChange(instance, caller, rename, async ({ note }) => {
      note({ action: 'key.rename', organizations, target, details: { toName: 'desktop' } })
      note({ action: 'key.rename', organizations: [], target })
      return 'the answer'
    })
    expect(result).toBe('the answer')
    expect(trail).toMatchObject([
      { ...done, number: 1, organization: organizations[0], details: { toName: 'desktop' } },
      { ...done, number: 2, organization: organizations[1], details: { toName: 'desktop' } },
      { ...done, number: 3, organization: null, team: null, details: {} },
    ])
    const actor = { type: 'user', id: grace.id, name: 'grace', email: grace.email, keyId: key.id }
    for (const event of trail) expect(event.actor).toEqual(actor)
  })

  it('that changes nothing leaves nothing behind', async () => {
    const { instance, trail } = instanceThatKnows(unchanged)
    await makeChange(instance, caller, rename, async () => {})
    expect(trail).toEqual([])
  })

  it('finds its caller as they are by now, not as they were when they were let in', async () => {
    const { instance } = instanceThatKnows(verifiable(key, accountOf(grace, { acme: 'viewer' })))
    const current = await makeChange(instance, caller, rename, ({ currentCaller }) => currentCaller())
    expect(current).toMatchObject({ memberships: [{ role: 'viewer' }] })
  })

  const acme = organizationNamed('acme')
  const machine = exampleServiceAccount('robot', 'acme')
  it.each<[string, VerifiableKey | undefined]>([
    ['is deleted', undefined],
    ['has expired', verifiable({ ...key, expiresAt: now }, ofAcme)],
    ['is blocked', verifiable({ ...key, organization: acme, blockedBy: [acme] }, ofAcme)],
    ['is confined to where its owner is no more', verifiable({ ...key, organization: acme }, accountOf(grace))],
    [
      'of a service account is blocked',
      verifiable(exampleServiceAccountKey(machine, { blockedBy: [acme] }), {
        kind: 'service_account',
        serviceAccount: machine,
      }),
    ],
  ])('is refused, and that is remembered, once the key of its caller %s', async (_, current) => {
    const { instance, trail } = instanceThatKnows(current)
    const change = makeChange(instance, caller, rename, ({ currentCaller }) => currentCaller())
    await expect(change).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
    expect(trail).toMatchObject([{ outcome: 'refused', code: 'UNAUTHENTICATED' }])
  })
})

describe('a refused change', () => {
  it('is remembered with its code, and undoes what it would have left', async () => {
    expect(await refuseWith('FORBIDDEN')).toMatchObject([
      {
        number: 1,
        at: now,
        action: 'key.rename',
        outcome: 'refused',
        code: 'FORBIDDEN',
        actor: { type: 'user', id: grace.id, keyId: key.id },
        ...origin,
        organization: organizationNamed('acme'),
        target: { type: 'key', id: key.id, name: null, email: null },
        details: {},
      },
    ])
  })

  const outages = Object.entries(errorRegistry).filter(([, { kind }]) => kind === 'unavailable' || kind === 'internal')
  it.each(outages.map(([code]) => code as ErrorCode))('is not remembered where it only failed: %s', async (code) => {
    expect(await refuseWith(code)).toEqual([])
  })

  it('is not remembered where something broke that is no refusal', async () => {
    const { instance, trail } = instanceThatKnows(unchanged)
    const broken = makeChange(instance, caller, rename, async () => {
      throw new TypeError('broken')
    })
    await expect(broken).rejects.toThrow(TypeError)
    expect(trail).toEqual([])
  })

  it('is for the admins of the organization in which its caller is known, if there is one only', async () => {
    const machine = exampleServiceAccount('robot', 'birch/robots')
    const places = [
      caller,
      callerOf(key, accountOf(grace, { acme: 'member', birch: 'admin' })),
      callerOf(exampleKey(grace, 'birch'), accountOf(grace, { acme: 'member', birch: 'admin' })),
      callerOf(key, accountOf(grace)),
      callerOf(exampleServiceAccountKey(machine), { kind: 'service_account', serviceAccount: machine }),
    ].map(async (by) => (await refuseWith('FORBIDDEN', rename, by))[0]?.organization?.name)
    expect(await Promise.all(places)).toEqual(['acme', undefined, 'birch', undefined, 'birch'])
  })
})

describe('what the caller of a refused change named', () => {
  const tokens = [
    mintToken({ prefix: 'ksd', randomness: seededRandomness('a token in a refusal') }).token.reveal(),
    mintLegacyToken(seededRandomness('a legacy token in a refusal')).token.reveal(),
  ]
  const remembered = async (reference: string) =>
    (await refuseWith('KEY_NOT_FOUND', { ...rename, reference }))[0]?.target.id ?? undefined

  it.each(['', 'laptop', '研究', '👩‍👩‍👧‍👦', 'مفتاح', 'a\nb'])('is remembered as it is: %j', async (text) => {
    expect(await remembered(text)).toBe(text)
  })

  it.each(tokens)('is remembered without the secret in it', async (token) => {
    expect(await remembered(`please rename ${token} for me`)).toBe('please rename [redacted] for me')
    // What is cut off behind its middle would no longer look like a token.
    expect(await remembered(`${'x'.repeat(220)} ${token}`)).toBe(`${'x'.repeat(220)} [redacted]`)
  })

  it('is remembered as every database gives it back, and never long, whatever it is', async () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.array(fc.constantFrom('\uD83D', '\uDD11', '🔑', '\0', 'a'), { maxLength: 400 }).map((parts) => parts.join('')),
      fc.nat({ max: 300 }).map((length) => 'a'.repeat(length) + '🔑'.repeat(300)),
    )
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const named = await remembered(text)
        expect(named?.isWellFormed()).toBe(true)
        expect(named).not.toContain('\0')
        expect(named?.length).toBeLessThanOrEqual(255)
        // A text that no database changes, and that is short, is not changed here either.
        if (text.isWellFormed() && !text.includes('\0') && text.length <= 255) expect(named).toBe(text)
      }),
    )
  })

  it('is nothing where they named nothing', async () => {
    const [event] = await refuseWith('FORBIDDEN', { action: 'key.create', on: 'key' })
    expect(event?.target).toEqual({ type: 'key', id: null, name: null, email: null })
  })
})
