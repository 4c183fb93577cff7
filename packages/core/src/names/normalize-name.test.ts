import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { failureOf } from '../../testing/failure-of.ts'
import { seededRandomness } from '../../testing/seeded-randomness.ts'
import { errorRegistry, KeysteadError } from '../errors.ts'
import { mintLegacyToken, mintToken } from '../token/mint-token.ts'
import { newOrganizationId, newTeamId } from './new-identifier.ts'
import { normalizeName, normalizeOrganizationName, normalizeTeamName } from './normalize-name.ts'

const token = mintToken({ prefix: 'ksd', randomness: seededRandomness('a token in a name') }).token.reveal()
const legacyToken = mintLegacyToken(seededRandomness('a legacy token in a name')).token.reveal()

const ordinaryNames = [
  ['Latin', 'Laptop of Grace'],
  ['a single character', 'x'],
  ['Japanese', '学習用サーバーの鍵（本番）'],
  ['half-width kana, which NFC leaves alone', 'ﾃｽﾄ'],
  ['an ideographic space inside', '開発　環境'],
  ['Chinese beyond the basic plane', '𠮷野家𩸽'],
  ['Korean', '개발용 열쇠'],
  ['Arabic', 'مفتاح التدريب'],
  ['Hebrew with digits', 'מפתח 42'],
  ['right-to-left with a directional mark', 'CI \u200Fمفتاح\u200E (2)'],
  ['Hindi, whose conjuncts need a joiner', 'क्‍ष कुंजी'],
  ['emoji', '🔑🚀'],
  ['a family of emoji held together by joiners', '👩‍👩‍👧‍👦'],
  ['emoji with skin tone, variation selector and flag', '👍🏽❤️🇯🇵'],
  ['punctuation and markup, which are the business of who shows it', `<b>"it's" & \\ % _ */ $1`],
  ['a git commit', '1e5a60f6f0ef8a3de25d4e0e8ef6b6b2a1c3d4e5'],
]

/** What becomes of a text: the name as it is kept, or the code of the refusal. */
function outcomeOf(
  text: string,
  normalize: (text: string) => string = (name) => normalizeName(name),
): { readonly name: string } | { readonly code: string } {
  try {
    return { name: normalize(text) }
  } catch (error) {
    if (error instanceof KeysteadError) return { code: error.code }
    throw error
  }
}

describe('a name', () => {
  it.each(ordinaryNames)('keeps %s as it is', (_, text) => {
    expect(normalizeName(text)).toBe(text)
  })

  it.each([
    ['spaces', '  laptop  '],
    ['line breaks', '\r\nlaptop\n'],
    ['tabs', '\tlaptop\t'],
    ['no-break and ideographic spaces', '\u00A0\u3000laptop\u3000\u00A0'],
    ['a byte order mark', '\uFEFFlaptop'],
  ])('loses %s around it', (_, text) => {
    expect(normalizeName(text)).toBe('laptop')
  })

  it.each([
    ['a letter and its accent', 'cafe\u0301', 'caf\u00E9'],
    ['kana and its sound mark', '\u30AB\u3099\u30AE', '\u30AC\u30AE'],
    ['Hangul in its parts', '\u1112\u1161\u11AB', '\uD55C'],
    ['a sign that only looks like a letter', '\u212B', '\u00C5'],
  ])('is composed, so that what looks the same is found the same: %s', (_, text, composed) => {
    expect(text).not.toBe(composed)
    expect(normalizeName(text)).toBe(composed)
  })

  it('is the same whichever way its characters were composed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        expect(outcomeOf(text.normalize('NFD'))).toEqual(outcomeOf(text.normalize('NFC')))
      }),
    )
  })
})

describe('the length of a name', () => {
  it.each([
    ['letters', 'a'],
    ['Japanese', '鍵'],
    ['emoji, which are two UTF-16 units each', '🔑'],
    ['letters with an accent to be composed', 'e\u0301'],
    ['Greek with three marks to be composed, the longest of the basic plane', '\u03B1\u0313\u0300\u0345'],
  ])('is counted in code points as it is kept: 255 are taken and 256 refused, of %s', (_, character) => {
    expect([...normalizeName(character.repeat(255))]).toHaveLength(255)
    expect(outcomeOf(character.repeat(256))).toEqual({ code: 'INVALID_NAME' })
  })

  it('does not count what is trimmed', () => {
    expect(normalizeName(` ${'a'.repeat(255)} `)).toHaveLength(255)
    expect(outcomeOf(` ${'a'.repeat(256)} `)).toEqual({ code: 'INVALID_NAME' })
  })

  it.each([
    ['letters', 'a'],
    ['spaces', ' '],
    ['accents', '\u0301'],
    ['tokens', token],
  ])('is bounded before anything else looks at it: a megabyte of %s is refused', (_, text) => {
    expect(outcomeOf(text.repeat((1 << 20) / text.length))).toEqual({ code: 'INVALID_NAME' })
  })

  it('is bounded before it is trimmed or composed, which take time: a megabyte of spaces before a name is refused', () => {
    expect(outcomeOf(`${' '.repeat(1 << 20)}laptop`)).toEqual({ code: 'INVALID_NAME' })
  })
})

describe('a name is refused when it', () => {
  it.each([
    ['is empty', ''],
    ['is a space', ' '],
    ['is nothing but white space of all kinds', ' \t\r\n\u00A0\u2003\u3000\uFEFF'],
    ['is a zero-width space', '\u200B'],
    ['is a soft hyphen', '\u00AD'],
    ['is a Hangul filler', '\u3164'],
    ['is an empty Braille pattern', '\u2800'],
    ['is joiners and tags without anything that they join', '\u200D\u2060\u{E0061}'],
  ])('%s', (_, text) => {
    expect(outcomeOf(text)).toEqual({ code: 'INVALID_NAME' })
  })

  const controls = [...Array(0x20).keys(), ...Array.from({ length: 0x21 }, (_, index) => 0x7f + index)]
  it.each(controls)('holds the control character %d', (code) => {
    expect(outcomeOf(`a${String.fromCharCode(code)}b`)).toEqual({ code: 'INVALID_NAME' })
  })

  it.each<readonly [string, string]>([
    ['a line separator', '\u2028'],
    ['a paragraph separator', '\u2029'],
    ...[...'\u202A\u202B\u202C\u202D\u202E'].map((mark) => ['a bidirectional override', mark] as const),
    ...[...'\u2066\u2067\u2068\u2069'].map((mark) => ['a bidirectional isolate', mark] as const),
    ['the first half of a surrogate pair', '\uD83D'],
    ['the second half of a surrogate pair', '\uDD11'],
    ['the halves of a surrogate pair the wrong way round', '\uDD11\uD83D'],
  ])('holds %s', (_, text) => {
    expect(outcomeOf(`a${text}b`)).toEqual({ code: 'INVALID_NAME' })
    expect(outcomeOf(text + text)).toEqual({ code: 'INVALID_NAME' })
  })

  it.each([
    ['is a token', token],
    ['is a legacy token', legacyToken],
    ['holds a token among words', `my key ${token} for CI`],
    ['holds a legacy token among words', `WANDB_API_KEY=${legacyToken}`],
    ['holds a token among Japanese', `鍵：${token}です`],
    ['is a token within spaces', ` ${token}\n`],
    [
      'is a token with another prefix',
      mintToken({ prefix: 'acme', randomness: seededRandomness('acme') }).token.reveal(),
    ],
    ['is a token with a mistake', token.slice(0, -1) + (token.endsWith('0') ? '1' : '0')],
  ])('%s', (_, text) => {
    expect(outcomeOf(text)).toEqual({ code: 'NAME_CONTAINS_TOKEN' })
  })
})

describe('whatever the text, a name', () => {
  const codeUnits = fc
    .array(fc.integer({ min: 0, max: 0xff_ff }), { maxLength: 300 })
    .map((codes) => String.fromCharCode(...codes))
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    codeUnits,
    fc.constant(token),
  )

  it('is one line of 1 to 255 code points, trimmed and composed, or else refused with a code', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const outcome = outcomeOf(text)
        if ('code' in outcome) {
          expect(['INVALID_NAME', 'NAME_CONTAINS_TOKEN']).toContain(outcome.code)
          return
        }
        const { name } = outcome
        expect([...name].length).toBeGreaterThanOrEqual(1)
        expect([...name].length).toBeLessThanOrEqual(255)
        expect(name).toBe(text.normalize('NFC').trim())
        expect(name.isWellFormed()).toBe(true)
        expect(name.split(/[\n\r\v\f\x85\u2028\u2029]/)).toHaveLength(1)
      }),
    )
  })

  it('stays as it is when it is given again', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const outcome = outcomeOf(text)
        if ('name' in outcome) expect(outcomeOf(outcome.name)).toEqual(outcome)
      }),
    )
  })

  it('is not repeated by its refusal, since it could be a secret', () => {
    for (const text of [`${token} in a name`, `${token}\u0007`, '\u0007secret']) {
      const refusal = failureOf(() => normalizeName(text))
      expect(Object.values(errorRegistry).map(({ message }) => message)).toContain(refusal.message)
      expect(JSON.stringify([refusal, refusal.stack])).not.toMatch(/ksd_v1|secret/)
    }
  })
})

describe.each([
  {
    kind: 'an organization name',
    normalize: normalizeOrganizationName,
    invalid: 'INVALID_ORGANIZATION_NAME',
    prefix: 'org_',
    others: ['team_a', 'usr_a', 'sva_a', 'inv_a'],
    newId: newOrganizationId,
  },
  {
    kind: 'a team name',
    normalize: normalizeTeamName,
    invalid: 'INVALID_TEAM_NAME',
    prefix: 'team_',
    others: ['org_a', 'usr_a', 'sva_a', 'inv_a'],
    newId: newTeamId,
  },
])('$kind', ({ normalize, invalid, prefix, others, newId }) => {
  const texts = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.tuple(fc.constantFrom(prefix, prefix.toUpperCase(), ` ${prefix}`), fc.string()).map((parts) => parts.join('')),
  )

  it.each(ordinaryNames)('is kept as it is: %s', (_, name) => {
    expect(normalize(name)).toBe(name)
  })

  it('is what any name is, but for those that begin like an ID, which a reference would take for the ID', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const plain = outcomeOf(text)
        const isIdLike = 'name' in plain && plain.name.toLowerCase().startsWith(prefix)
        const refused = isIdLike || ('code' in plain && plain.code === 'INVALID_NAME')
        expect(outcomeOf(text, normalize)).toEqual(refused ? { code: invalid } : plain)
      }),
      { numRuns: 500 },
    )
  })

  it.each([
    ['the beginning of an ID alone', prefix],
    ['with a word behind it', `${prefix}acme`],
    ['in capitals', `${prefix.toUpperCase()}ACME`],
    ['in mixed case', `${prefix.charAt(0).toUpperCase()}${prefix.slice(1)}Acme`],
    ['behind spaces, which are trimmed', ` \t\u3000${prefix}acme`],
    ['with Japanese behind it', `${prefix}研究`],
    ['a real ID', newId(seededRandomness('taken for an ID'))],
  ])('is refused where it begins like an ID: %s', (_, text) => {
    expect(outcomeOf(text, normalize)).toEqual({ code: invalid })
  })

  it.each([
    ...others,
    prefix.slice(0, -1),
    prefix.replace('_', '-'),
    prefix.replace('_', ' a'),
    `my ${prefix}acme`,
    `_${prefix}`,
  ])('is kept where it only looks a little like one: %j', (text) => {
    expect(normalize(text)).toBe(text)
  })

  it.each(['a', '鍵', '🔑', 'م'])('takes 255 code points and refuses 256: %s', (character) => {
    expect([...normalize(character.repeat(255))]).toHaveLength(255)
    expect(outcomeOf(character.repeat(256), normalize)).toEqual({ code: invalid })
  })

  it.each([token, legacyToken])('is refused where it holds a token, with the code of any such name', (text) => {
    expect(outcomeOf(`Acme ${text}`, normalize)).toEqual({ code: 'NAME_CONTAINS_TOKEN' })
  })

  it('is refused with its own code where it is blank, of two lines, or shows what is not there', () => {
    for (const text of ['', ' \n', '\u200B', 'a\nb', 'a\u2028b', 'a\u202Eb', 'a\0b', '\uD83D']) {
      expect(outcomeOf(text, normalize)).toEqual({ code: invalid })
    }
  })
})
