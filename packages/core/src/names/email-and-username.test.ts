import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { failureOf } from '../../testing/failure-of.ts'
import { seededRandomness } from '../../testing/seeded-randomness.ts'
import { KeysteadError } from '../errors.ts'
import { mintLegacyToken, mintToken } from '../token/mint-token.ts'
import { checkUsername, normalizeEmail, usernameFrom } from './email-and-username.ts'
import { newUserId } from './new-identifier.ts'

const { token } = mintToken({ prefix: 'ksd', randomness: seededRandomness('a token in an e-mail') })
const legacy = mintLegacyToken(seededRandomness('a legacy token in an e-mail')).token.reveal()

const isRefused = (action: () => unknown) => {
  try {
    action()
    return false
  } catch (error) {
    if (error instanceof KeysteadError) return true
    throw error
  }
}

/** Texts of which many are addresses, or nearly. */
const texts = fc.oneof(
  fc.emailAddress(),
  fc.emailAddress().map((address) => ` ${address.toUpperCase()}\n`),
  fc.tuple(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' })).map((parts) => parts.join('@')),
  fc.string({ unit: 'binary' }),
)

describe('an e-mail address', () => {
  it.each([
    ['as it is', 'grace@example.com', 'grace@example.com'],
    ['in lower case, in which it is compared', 'Grace.Hopper@Example.COM', 'grace.hopper@example.com'],
    ['without the space around it', ' \tgrace@example.com\r\n', 'grace@example.com'],
    ['with its tag', 'grace+ci@example.com', 'grace+ci@example.com'],
    ['of a host without a dot', 'root@localhost', 'root@localhost'],
    ['with letters beyond ASCII', 'グレース@例え.テスト', 'グレース@例え.テスト'],
    ['in composed form', 'cafe\u0301@example.com', 'caf\u00E9@example.com'],
    ['in composed form where only the small letter has one', 'J\u030C@example.com', '\u01F0@example.com'],
    ['with all of 64 characters before the @', `${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`],
  ])('is kept %s', (_, text, kept) => {
    expect(normalizeEmail(text)).toBe(kept)
  })

  it.each([
    ['nothing', ''],
    ['no @', 'grace'],
    ['nothing before the @', '@example.com'],
    ['nothing behind the @', 'grace@'],
    ['two', 'grace@home@example.com'],
    ['a space inside', 'grace hopper@example.com'],
    ['two lines, of which the second would be a header of its own', 'grace@example.com\nBcc: all@example.com'],
    ['a NUL', 'grace\0@example.com'],
    ['a zero-width space', 'grace\u200B@example.com'],
    ['a mark that turns the text round', 'grace\u202E@example.com'],
    ['half a surrogate pair', 'grace\uD83D@example.com'],
    ['65 characters before the @', `${'a'.repeat(65)}@example.com`],
    ['255 characters', `${'a'.repeat(60)}@${'b'.repeat(194)}`],
    ['a token', `${token.reveal().slice(0, 60)}@example.com`],
    ['a legacy token', `${legacy}@example.com`],
    ['a megabyte', `${'a'.repeat(1 << 20)}@example.com`],
  ])('is refused with %s', (_, text) => {
    expect(failureOf(() => normalizeEmail(text)).code).toBe('INVALID_EMAIL')
  })

  it('takes 254 characters, as RFC 5321 does', () => {
    const longest = `${'a'.repeat(60)}@${'b'.repeat(193)}`
    expect(normalizeEmail(longest)).toBe(longest)
  })

  it('stays as it is when it is given again, so that everyone has one', () => {
    fc.assert(
      fc.property(texts, (text) => {
        if (isRefused(() => normalizeEmail(text))) return
        const email = normalizeEmail(text)
        expect(normalizeEmail(email)).toBe(email)
        expect(email).toBe(email.toLowerCase().normalize('NFC'))
        expect(email).toMatch(/^[^\s@]+@[^\s@]+$/)
      }),
      { numRuns: 1_000 },
    )
  })

  it('is the same in whatever letter case and composition it is written', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (address) => {
        fc.pre(!isRefused(() => normalizeEmail(address)))
        expect(normalizeEmail(address.toUpperCase().normalize('NFD'))).toBe(normalizeEmail(address))
      }),
    )
  })

  it('is not repeated by its refusal, since it could be a secret', () => {
    const refusal = failureOf(() => normalizeEmail(`${token.reveal()}@example.com`))
    expect(JSON.stringify([refusal, refusal.stack])).not.toContain('ksd_v1')
  })
})

describe('a user name', () => {
  it.each(['g', '7', 'grace', 'grace.hopper', 'grace-hopper_42', 'a'.repeat(64), 'usr', 'usr-1', 'org_a', 'sva_a'])(
    'may be %s',
    (text) => {
      expect(checkUsername(text)).toBe(text)
    },
  )

  it.each([
    ['nothing', ''],
    ['capitals, which would make two of one', 'Grace'],
    ['a space around it', 'grace '],
    ['a line break at its end', 'grace\n'],
    ['an @, as e-mail addresses have', 'grace@example.com'],
    ['a slash, which ends it in a URL', 'grace/hopper'],
    ['a dot in front', '.grace'],
    ['a hyphen in front, like an option', '-grace'],
    ['an underscore in front', '_grace'],
    ['letters beyond ASCII, which look like others', 'grаce'],
    ['Japanese', 'グレース'],
    ['65 characters', 'a'.repeat(65)],
    ['the beginning of an ID', 'usr_grace'],
    ['what looks like a token', token.reveal().toLowerCase().slice(0, 60)],
    ['what looks like a legacy token', legacy],
  ])('is refused with %s', (_, text) => {
    expect(failureOf(() => checkUsername(text)).code).toBe('INVALID_USERNAME')
  })

  it('is never the ID of a user, so that a reference means one of the two', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const id = newUserId(seededRandomness(`user names ${seed}`))
        expect(isRefused(() => checkUsername(id))).toBe(true)
        expect(isRefused(() => checkUsername(id.toLowerCase()))).toBe(true)
      }),
    )
  })
})

describe('the user name that an e-mail address suggests', () => {
  it.each([
    ['grace@example.com', 'grace'],
    ['grace.hopper@example.com', 'grace.hopper'],
    ['grace+ci@example.com', 'grace-ci'],
    ['.grace.@example.com', 'grace'],
    ["o'brien@example.com", 'o-brien'],
    ['グレース@example.com', 'user'],
    ['---@example.com', 'user'],
    ['usr_grace@example.com', 'user'],
    [`${'a'.repeat(64)}@example.com`, 'a'.repeat(48)],
    // What is refused in the address itself can come about only here.
    [`local+${legacy.slice(-40)}@example.com`, 'user'],
  ])('of %s is %s', (email, username) => {
    expect(usernameFrom(email)).toBe(username)
  })

  it('is always one that could have been asked for, with room for some characters that tell it from another', () => {
    const oddities = fc
      .array(fc.constantFrom('usr_', 'local+', legacy.slice(-40), 'ksd_v1_', '_', '-', '.', 'é', 'a', '0'), {
        maxLength: 8,
      })
      .map((parts) => `${parts.join('').slice(0, 64)}@example.com`)
    fc.assert(
      fc.property(fc.oneof(texts, oddities), (text) => {
        if (isRefused(() => normalizeEmail(text))) return
        const username = usernameFrom(normalizeEmail(text))
        expect(checkUsername(username)).toBe(username)
        expect(checkUsername(`${username}-0a1b2c`)).toBe(`${username}-0a1b2c`)
      }),
      { numRuns: 2_000 },
    )
  })
})
