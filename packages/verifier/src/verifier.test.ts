import { randomBytes, randomUUID } from 'node:crypto'
import {
  blockKey,
  bootstrap,
  type Caller,
  createKey,
  deleteKey,
  type Instance,
  type KeyId,
  makePepper,
  Peppers,
  type Verification,
} from '@keystead/core'
import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type RunningVerification, startVerification } from './start-verification.ts'
import type { Verifier } from './verifier.ts'

type TestKey = { readonly id: KeyId; readonly token: string }

describe.each(testStores)('the verifier on $name', ({ open }) => {
  let opened: TestStore
  let instance: Instance
  let ada: Caller
  let now = Date.UTC(2026, 0, 15)
  let uses: { keyId: KeyId; usedAt: number }[] = []
  let outcomes: Verification[] = []
  let verification: RunningVerification
  let verifier: Verifier

  const verificationOn = (changed: Partial<Instance>) =>
    startVerification({
      instance: { ...instance, ...changed },
      nodeId: randomUUID(),
      nodeName: 'test',
      leaseMs: 60_000,
      staleLimitMs: 0,
      onUse: (keyId, usedAt) => uses.push({ keyId, usedAt }),
      onOutcome: (outcome) => outcomes.push(outcome),
      onFailure: (error) => {
        throw error
      },
    })
  const addKey = async (
    request: { readonly expiresAt?: number; readonly organization?: string } = {},
  ): Promise<TestKey> => {
    const { key, token } = await createKey(instance, ada, { name: 'test', ...request })
    return { id: key.id, token: token.reveal() }
  }
  const addKeys = (count: number) => Promise.all(Array.from({ length: count }, () => addKey()))

  beforeAll(async () => {
    opened = await open()
    instance = {
      store: opened.store,
      clock: { now: () => now },
      randomness: { bytes: randomBytes },
      peppers: new Peppers([makePepper(1, randomBytes(32))]),
      tokens: { prefix: 'ksd', legacyKeys: false },
      passwords: { hash: async () => '', verify: async () => false },
    }
    verification = await verificationOn({})
    verifier = verification.verifier
    const { token } = await bootstrap(instance, { email: 'ada@example.com', organization: 'acme' })
    const bootstrapped = await verifier.verify(token.reveal())
    if (!bootstrapped.valid) throw new Error('the bootstrap key is not good')
    ada = { ...bootstrapped.principal, origin: { ip: null, requestId: null } }
  })
  beforeEach(() => {
    uses = []
    outcomes = []
  })
  afterAll(async () => {
    await verification.close()
    await opened.close()
  })

  it('tells of each good use when it was, and of each outcome, to whoever listens', async () => {
    const { id, token } = await addKey()
    now += 1_000
    const good = await verifier.verify(token)
    const bad = await verifier.verify(token.slice(0, -1))
    expect(good).toMatchObject({
      valid: true,
      key: { id },
      principal: { user: { username: 'ada' }, credential: { kind: 'key', keyId: id } },
    })
    expect(uses).toEqual([{ keyId: id, usedAt: now }])
    expect(outcomes).toEqual([good, bad])
  })

  it.each<[reason: string, code: string, textOf: () => Promise<string>]>([
    ['malformed', 'INVALID_KEY', async () => 'no token'],
    ['checksum', 'INVALID_KEY', async () => mistyped((await addKey()).token)],
    ['unknown', 'INVALID_KEY', async () => deleted(await addKey())],
    ['expired', 'INVALID_KEY', async () => (await addKey({ expiresAt: now + 1 })).token],
    ['blocked', 'INVALID_KEY', async () => blocked(await addKey({ organization: 'acme' }))],
  ])('refuses with the reason %s and the code %s, and counts no use', async (reason, code, textOf) => {
    const text = await textOf()
    now += 1
    expect(await verifier.verify(text)).toEqual({ valid: false, code, reason })
    expect(uses).toEqual([])
  })

  it('refuses a good key for what it does not reach, and says that it is that', async () => {
    const { token } = await addKey()
    for (const elsewhere of [
      { organizations: ['org_elsewhere' as never] },
      { teams: [{ id: 'team_elsewhere' as never, organizationId: 'org_elsewhere' as never }] },
      { teams: [] },
    ]) {
      const refused = { valid: false, code: 'FORBIDDEN', reason: 'out-of-reach' }
      expect(await verifier.verify(token, elsewhere)).toEqual(refused)
    }
    expect(uses).toEqual([])
  })

  it('rejects when the pepper of a key is not there: no answer is not a refusal', async () => {
    const { token } = await addKey()
    const peppers = new Peppers([makePepper(2, randomBytes(32))])
    const other = await verificationOn({ peppers })
    await expect(other.verifier.verify(token)).rejects.toMatchObject({ code: 'PEPPER_MISSING' })
    expect(outcomes).toEqual([])
    expect(uses).toEqual([])
    await other.close()
  })

  it('refuses every key under another pepper of the same version', async () => {
    const { token } = await addKey()
    const peppers = new Peppers([makePepper(1, randomBytes(32))])
    const other = await verificationOn({ peppers })
    expect(await other.verifier.verify(token)).toMatchObject({ valid: false, reason: 'wrong-secret' })
    await other.close()
  })

  it('answers 1,000 at once about one key, each rightly', async () => {
    const { id, token } = await addKey()
    const answers = await Promise.all(Array.from({ length: 1_000 }, () => verifier.verify(token)))
    expect(answers.filter((answer) => answer.valid && answer.key.id === id)).toHaveLength(1_000)
    expect(uses).toHaveLength(1_000)
  })

  it('answers 1,000 at once about 100 keys and as many wrong tokens, each rightly', async () => {
    const keys = await addKeys(100)
    // The secret of another key under this key's ID has a wrong checksum; a deleted key's token has a right one.
    const gone = await Promise.all((await addKeys(50)).map(deleted))
    const questions = Array.from({ length: 1_000 }, (_, place) => {
      const key = keys[place % 100]
      return place % 3 === 0 ? { text: gone[place % 50] ?? '', id: undefined } : { text: key?.token ?? '', id: key?.id }
    })
    const answers = await Promise.all(questions.map(({ text }) => verifier.verify(text)))
    const ids = answers.map((answer) => (answer.valid ? answer.key.id : undefined))
    expect(ids).toEqual(questions.map(({ id }) => id))
  })

  it('accepts no key once its deletion is acknowledged, and refuses none that lives, while keys come and go', async () => {
    const mistakes: string[] = []
    let accepted = 0
    let refused = 0
    let unanswered = 0
    const live = async (): Promise<void> => {
      const { id, token } = await addKey()
      const state = { dying: false, dead: false }
      const check = async () => {
        const startedDead = state.dead
        // No answer in time is none of the two, and no mistake: a machine may be busy with something else.
        const valid = await verifier.verify(token).then(
          (verification) => verification.valid,
          (error: unknown) => {
            expect(error).toMatchObject({ code: 'UNAVAILABLE' })
            return undefined
          },
        )
        if (valid === undefined) {
          unanswered += 1
          return
        }
        if (valid) accepted += 1
        else refused += 1
        if (startedDead && valid) mistakes.push(`${id} was accepted after its deletion was acknowledged`)
        if (!state.dying && !valid) mistakes.push(`${id} was refused while it was good`)
      }
      await Promise.all([check(), check(), check()])
      state.dying = true
      const deletion = deleteKey(instance, ada, id).then(() => {
        state.dead = true
      })
      await Promise.all([deletion, check(), check(), check(), deletion.then(check)])
      await Promise.all([check(), check(), check()])
    }
    for (let round = 0; round < 5; round += 1) await Promise.all(Array.from({ length: 20 }, live))
    expect(mistakes).toEqual([])
    expect(accepted + refused + unanswered).toBe(1_000)
    // Of those before the deletion, and of those after it, most.
    expect(accepted).toBeGreaterThan(150)
    expect(refused).toBeGreaterThan(200)
  })

  const mistyped = (token: string) => token.slice(0, -1) + (token.endsWith('0') ? '1' : '0')

  async function blocked({ id, token }: TestKey): Promise<string> {
    await blockKey(instance, ada, id, 'acme')
    return token
  }

  async function deleted({ id, token }: TestKey): Promise<string> {
    await deleteKey(instance, ada, id)
    return token
  }
})
