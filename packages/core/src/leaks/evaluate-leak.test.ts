import { describe, expect, it } from 'vitest'
import { evaluateLeak } from './evaluate-leak.ts'

const now = 1_000_000
const fresh = { leak: null, disabled: null, expiresAt: null }
const leaked = { ...fresh, leak: { at: now - 1, expiresAt: null } }
const off = { at: 0, by: null, until: null }

const alert = { onLeak: 'alert', leakGraceMs: 5 } as const
const disable = { onLeak: 'disable', leakGraceMs: 5 } as const
const rotate = (leakGraceMs: number) => ({ onLeak: 'rotate', leakGraceMs }) as const

describe('what becomes of a leaked key', () => {
  it.each([
    ['it is disabled', fresh, [disable], { response: 'disable', expiresAt: null }],
    ['and would have ended', { ...fresh, expiresAt: now + 9 }, [disable], { response: 'disable', expiresAt: now + 9 }],
    ['nobody has decided', fresh, [], { response: 'disable', expiresAt: null }],
    ['people are told', fresh, [alert], { response: 'alert', expiresAt: null }],
    ['it ends after the grace', fresh, [rotate(5)], { response: 'rotate', expiresAt: now + 5 }],
    [
      'and never later than before',
      { ...fresh, expiresAt: now + 3 },
      [rotate(5)],
      { response: 'rotate', expiresAt: now + 3 },
    ],
    ['one only wants to know', fresh, [alert, rotate(5)], { response: 'rotate', expiresAt: now + 5 }],
    ['one wants it off', fresh, [alert, rotate(5), disable], { response: 'disable', expiresAt: null }],
    ['one is in more haste', fresh, [rotate(5), rotate(2), rotate(7)], { response: 'rotate', expiresAt: now + 2 }],
    ['the grace of who does not rotate', fresh, [rotate(7), alert], { response: 'rotate', expiresAt: now + 7 }],
    [
      'it is off for a while only',
      { ...fresh, disabled: { ...off, until: now + 1 } },
      [disable],
      { response: 'disable', expiresAt: null },
    ],
    ['it was, and was enabled', leaked, [disable], { response: 'disable', expiresAt: null }],
    [
      'the grace is shorter by now',
      { ...leaked, expiresAt: now + 9 },
      [rotate(5)],
      { response: 'rotate', expiresAt: now + 5 },
    ],
  ])('%s', (_, key, decided, outcome) => {
    expect(evaluateLeak(key, decided, now)).toEqual(outcome)
  })

  it.each([
    ['it is off for good', { ...fresh, disabled: off }, [disable]],
    ['and was reported', { ...leaked, disabled: off }, [alert]],
    ['all have been told', leaked, [alert]],
    ['it ends before that', { ...leaked, expiresAt: now + 4 }, [rotate(5)]],
  ])('is decided already where %s', (_, key, decided) => {
    expect(evaluateLeak(key, decided, now)).toBeUndefined()
  })
})
