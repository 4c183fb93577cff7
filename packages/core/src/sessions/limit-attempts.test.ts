import { beforeEach, describe, expect, it } from 'vitest'
import { failureOf } from '../../testing/failure-of.ts'
import { AttemptLimiter } from './limit-attempts.ts'

const quarterOfAnHour = 15 * 60_000

describe('the limit of attempts', () => {
  let now = 0
  let limiter: AttemptLimiter
  beforeEach(() => {
    now = 1_000_000_000_000
    limiter = new AttemptLimiter({ now: () => now })
  })
  const takeAll = (key: string) => {
    for (let taken = 0; taken < 10; taken += 1) limiter.take('pair', key)
  }

  it('lets ten through at once, and then says when to come again', () => {
    takeAll('a')
    expect(failureOf(() => limiter.take('pair', 'a'))).toMatchObject({
      code: 'TOO_MANY_ATTEMPTS',
      retryAfterMs: quarterOfAnHour / 10,
    })
  })

  it('lets one more through for each tenth of the time, to the millisecond', () => {
    takeAll('a')
    now += quarterOfAnHour / 10 - 1
    expect(failureOf(() => limiter.take('pair', 'a')).retryAfterMs).toBe(1)
    now += 1
    limiter.take('pair', 'a')
    expect(failureOf(() => limiter.take('pair', 'a')).retryAfterMs).toBe(quarterOfAnHour / 10)
  })

  it('is as wide as ever after the whole time, and no wider', () => {
    takeAll('a')
    now += 10 * quarterOfAnHour
    takeAll('a')
    failureOf(() => limiter.take('pair', 'a'))
  })

  it('is one for each key, and for each kind', () => {
    takeAll('a')
    limiter.take('pair', 'b')
    limiter.take('network', 'a')
  })

  it('does not count what was refunded, and begins anew when it is forgotten', () => {
    for (let taken = 0; taken < 50; taken += 1) {
      limiter.take('pair', 'a')
      limiter.refund('pair', 'a')
    }
    takeAll('a')
    limiter.forget('pair', 'a')
    takeAll('a')
  })

  it('is not widened by a clock that is set back', () => {
    takeAll('a')
    now -= quarterOfAnHour
    failureOf(() => limiter.take('pair', 'a'))
  })

  it('remembers a hundred thousand of a kind, and forgets those first that were not asked for longest', () => {
    takeAll('a')
    takeAll('b')
    for (let other = 0; other < 99_998; other += 1) limiter.take('pair', `other ${other}`)
    failureOf(() => limiter.take('pair', 'a'))
    limiter.take('pair', 'one too many')
    // b was the oldest by then.
    limiter.take('pair', 'b')
    failureOf(() => limiter.take('pair', 'a'))
  })
})
