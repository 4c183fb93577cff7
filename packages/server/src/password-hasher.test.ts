import { setImmediate as nextTurn } from 'node:timers/promises'
import { hash as argon2 } from '@node-rs/argon2'
import { describe, expect, it } from 'vitest'
import { makePasswordHasher } from './password-hasher.ts'

const password = 'correct horse battery staple'

describe('hashing passwords', () => {
  it('makes Argon2id with the parameters that are promised, each time with another salt', async () => {
    const hasher = makePasswordHasher()
    const [first, second] = [await hasher.hash(password), await hasher.hash(password)]
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(first).not.toBe(second)
    expect([
      await hasher.verify(first, password, 'stranger'),
      await hasher.verify(first, `${password}.`, 'stranger'),
    ]).toEqual([true, false])
  })

  it('reads hashes that were made with other parameters', async () => {
    const old = await argon2(password, { memoryCost: 8_192, timeCost: 3, parallelism: 1 })
    expect(await makePasswordHasher().verify(old, password, 'stranger')).toBe(true)
  })

  it('compares with a hash that there is not as slowly as with one that there is, and finds no match', async () => {
    const hasher = makePasswordHasher({ atOnce: 1, waiting: 100 })
    const good = await hasher.hash(password)
    const spent = { there: 0, notThere: 0 }
    // By the work and not by the clock, and in turn: this machine may be busy.
    const add = async (which: keyof typeof spent, hash: string | undefined) => {
      const before = process.cpuUsage()
      expect(await hasher.verify(hash, 'wrong', 'stranger')).toBe(false)
      const { user, system } = process.cpuUsage(before)
      spent[which] += user + system
    }
    for (let round = 0; round < 9; round += 1) {
      await add('there', good)
      await add('notThere', undefined)
    }
    // Without the work it would be less than a hundredth.
    const ratio = spent.notThere / spent.there
    expect(ratio).toBeGreaterThan(0.3)
    expect(ratio).toBeLessThan(3)
    for (const empty of ['', '\0', 'x']) expect(await hasher.verify(undefined, empty, 'stranger')).toBe(false)
  })

  it('does so many at once, lets so many wait, and sends everybody else away at once', async () => {
    const hasher = makePasswordHasher({ atOnce: 1, waiting: 2 })
    const asked = Array.from({ length: 5 }, () =>
      hasher.verify(undefined, password, 'stranger').catch((error: { code: string; retryAfterMs: number }) => error),
    )
    await nextTurn()
    const endings = await Promise.all(asked)
    expect(endings.slice(0, 3)).toEqual([false, false, false])
    for (const ending of endings.slice(3))
      expect(ending).toMatchObject({ code: 'TOO_MANY_ATTEMPTS', retryAfterMs: 2_000 })
    // And all places are free again, also after a failure.
    await expect(hasher.verify('no hash', password, 'stranger')).rejects.toThrow()
    expect(await Promise.all([1, 2, 3].map(() => hasher.verify(undefined, password, 'stranger')))).toEqual([
      false,
      false,
      false,
    ])
  })

  it('lets who is known go first, and keeps places for them that no crowd takes', async () => {
    const hasher = makePasswordHasher({ atOnce: 1, waiting: 3 })
    const endings: string[] = []
    const ask = (by: 'known' | 'stranger') =>
      hasher.verify(undefined, password, by).then(
        () => endings.push(by),
        () => endings.push('sent away'),
      )
    await Promise.all([...Array.from({ length: 6 }, () => ask('stranger')), ask('known'), ask('known')])
    // One stranger was at it already, three waited, two found no place.
    expect(endings).toEqual([
      'sent away',
      'sent away',
      'stranger',
      'known',
      'known',
      'stranger',
      'stranger',
      'stranger',
    ])
  })
})
