import { describe, expect, it } from 'vitest'
import { describePeppers, parsePepperArguments } from './pepper.ts'
import { UsageError } from './usage-error.ts'

const pasted = `ksd_v1_${'A'.repeat(16)}_${'b'.repeat(49)}`

describe('keystead pepper', () => {
  it.each([
    [['list'], { verb: 'list', version: null, json: false }],
    [['list', '--json'], { verb: 'list', version: null, json: true }],
    [['rotate'], { verb: 'rotate', version: null, json: false }],
    [['add'], { verb: 'add', version: null, json: false }],
    [['use', '2'], { verb: 'use', version: 2, json: false }],
    [['retire', '10'], { verb: 'retire', version: 10, json: false }],
  ])('understands %j', (args, understood) => {
    expect(parsePepperArguments(args)).toEqual(understood)
  })

  it.each([
    [],
    ['remove'],
    ['list', '1'],
    ['rotate', '--force'],
    ['add', '2'],
    ['use'],
    ['use', '0'],
    ['use', '-1'],
    ['use', '2', '3'],
    ['retire', 'v1'],
    [pasted],
    ['use', pasted],
    ['list', pasted],
  ])('does not understand %j, and does not repeat it', (...args) => {
    const parse = () => parsePepperArguments(args)
    expect(parse).toThrow(UsageError)
    expect(parse).not.toThrow(pasted)
  })

  it('shows what lives under which version, in columns', () => {
    const none = { keys: 0, invitations: 0, sessions: 0, links: 0, webhooks: 0 }
    expect(
      describePeppers([
        { ...none, version: 1, state: 'retired' },
        { ...none, version: 2, keys: 1_200, sessions: 3, state: 'checking' },
        { ...none, version: 3, keys: 7, links: 1, webhooks: 2, state: 'current' },
        { ...none, version: 10, state: 'next' },
      ]),
    ).toMatchInlineSnapshot(`
      "version  keys  invitations  sessions  links  webhooks
            1     0            0         0      0         0  gone, but for checking the audit trail
            2  1200            0         3      0         0  older keys are checked under it
            3     7            0         0      1         2  new keys are made under it
           10     0            0         0      0         0  known, and not used yet"
    `)
  })
})
