import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { seededRandomness } from '../../testing/seeded-randomness.ts'
import { mintLegacyToken, mintToken } from './mint-token.ts'
import { containsToken, parseToken, redactTokens } from './parse-token.ts'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_'
const malformed = { ok: false, fault: 'malformed' }

const mintText = (prefix: string, seed: string) =>
  mintToken({ prefix, randomness: seededRandomness(seed) }).token.reveal()
const mintLegacyText = (seed: string) => mintLegacyToken(seededRandomness(seed)).token.reveal()

const sample = mintText('ksd', 'sample')
const legacySample = mintLegacyText('legacy sample')
const tokens = fc
  .tuple(fc.stringMatching(/^[a-z0-9]{2,16}$/), fc.nat())
  .map(([prefix, seed]) => mintText(prefix, `parsing ${seed}`))
const legacyTokens = fc.nat().map((seed) => mintLegacyText(`parsing ${seed}`))

/** The text with `inserted` in the place of `removed` characters. */
function changed(text: string, at: number, inserted: string, removed: number): string {
  return text.slice(0, at) + inserted + text.slice(at + removed)
}

/** Design §4's shape, read without a regular expression over the whole: such a text only the checksum can refuse. */
function hasEveryPart(text: string): boolean {
  const [prefix = '', version, keyId = '', rest = '', ...more] = text.split('_')
  const prefixIsRight = prefix.length >= 2 && prefix.length <= 16 && /^[a-z0-9]*$/.test(prefix)
  const lengthsAreRight = keyId.length === 16 && rest.length === 49 && more.length === 0
  return prefixIsRight && version === 'v1' && lengthsAreRight && /^[0-9A-Za-z]*$/.test(keyId + rest)
}

/** Looks at all of them with one comparison: an `expect` for each of so many would take most of the run. */
function expectAllRefused(mistakes: readonly string[], count: number): void {
  expect(mistakes).toHaveLength(count)
  const wronglyAnswered = mistakes.filter((text) => {
    const parsed = parseToken(text, { acceptLegacy: true })
    return parsed.ok || parsed.fault !== (hasEveryPart(text) ? 'checksum' : 'malformed')
  })
  expect(wronglyAnswered).toEqual([])
}

// The shortest prefix, the default, two that look like other parts of a token, and the longest.
describe.each(['ks', 'ksd', 'v1', '0000', 'a1b2c3d4e5f6g7h8'])('a token with the prefix %s', (prefix) => {
  const token = mintText(prefix, 'exhaustive')
  const places = Array.from(token, (_, place) => place)

  it('parses, so that each refusal below is due to the one mistake', () => {
    expect(parseToken(token)).toMatchObject({ ok: true, keyId: token.split('_')[2] })
  })

  it('is refused after a change of any one character to any other of the alphabet', () => {
    const mistakes = places.flatMap((at) =>
      [...alphabet].filter((other) => other !== token.charAt(at)).map((other) => changed(token, at, other, 1)),
    )
    expectAllRefused(mistakes, token.length * 62)
    // It is the checksum that refuses: 35 other characters fit each place of the prefix, 61 each of the other 65.
    expect(mistakes.filter(hasEveryPart)).toHaveLength(prefix.length * 35 + 65 * 61)
  })

  it('is refused after a change of any one character to any other that a byte can stand for', () => {
    const mistakes = places.flatMap((at) =>
      Array.from({ length: 256 }, (_, code) => String.fromCharCode(code))
        .filter((other) => other !== token.charAt(at))
        .map((other) => changed(token, at, other, 1)),
    )
    expectAllRefused(mistakes, token.length * 255)
  })

  it('is refused after a swap of any two characters that differ', () => {
    const pairs = places.flatMap((first) => places.slice(first + 1).map((second) => [first, second] as const))
    const different = pairs.filter(([first, second]) => token.charAt(first) !== token.charAt(second))
    const mistakes = different.map(([first, second]) =>
      changed(changed(token, first, token.charAt(second), 1), second, token.charAt(first), 1),
    )
    expectAllRefused(mistakes, different.length)
    expect(mistakes.filter(hasEveryPart).length).toBeGreaterThan(1_500)
  })

  it('is refused after a cut of any length at any place', () => {
    const mistakes = places.flatMap((at) => places.slice(at).map((last) => changed(token, at, '', last - at + 1)))
    expectAllRefused(mistakes, (token.length * (token.length + 1)) / 2)
  })

  it('is refused after an addition of any character of the alphabet at any place', () => {
    const mistakes = [...places, token.length].flatMap((at) =>
      [...alphabet].map((added) => changed(token, at, added, 0)),
    )
    expectAllRefused(mistakes, (token.length + 1) * 63)
  })

  it('is refused after any piece of it is said twice', () => {
    const mistakes = places.flatMap((at) =>
      places.slice(at).map((last) => changed(token, at, token.slice(at, last + 1), 0)),
    )
    expectAllRefused(mistakes, (token.length * (token.length + 1)) / 2)
  })
})

describe('any token', () => {
  it('is refused after any change of up to four neighbouring characters, which CRC-32 finds without exception', () => {
    const replacement = fc.stringMatching(/^[0-9A-Za-z_]{1,4}$/)
    fc.assert(
      fc.property(tokens, fc.nat(), replacement, (token, place, other) => {
        const at = place % (token.length - other.length)
        fc.pre(token.slice(at, at + other.length) !== other)
        expect(parseToken(changed(token, at, other, other.length)).ok).toBe(false)
      }),
    )
  })

  it('is refused under another prefix', () => {
    fc.assert(
      fc.property(tokens, fc.stringMatching(/^[a-z0-9]{2,16}$/), (token, prefix) => {
        fc.pre(!token.startsWith(`${prefix}_`))
        const renamed = prefix + token.slice(token.indexOf('_'))
        expect(parseToken(renamed)).toMatchObject({ ok: false, fault: 'checksum' })
      }),
    )
  })

  it.each([
    ['a line feed after it, which a careless `$` lets pass', `${sample}\n`],
    ['a carriage return and line feed after it', `${sample}\r\n`],
    ['a space before it', ` ${sample}`],
    ['a zero byte after it', `${sample}\0`],
    ['a byte order mark before it', `\uFEFF${sample}`],
    ['a second line', `${sample}\n${sample}`],
    ['quotes around it', `"${sample}"`],
    ['its scheme before it', `Bearer ${sample}`],
    ['a Cyrillic letter that looks the same', sample.replace('k', 'к')],
    ['the Kelvin sign for a K', sample.replace('k', '\u212A')],
    ['full-width digits', sample.replace('v1', 'v１')],
    ['upper case', sample.toUpperCase()],
    ['lower case', sample.toLowerCase()],
  ])('is refused with %s', (_, text) => {
    expect(text).not.toBe(sample)
    expect(parseToken(text, { acceptLegacy: true }).ok).toBe(false)
  })
})

describe('a token that is not whole', () => {
  const keyId = sample.slice('ksd_v1_'.length, 'ksd_v1_'.length + 16)

  it.each([
    ['mistyped', changed(sample, sample.length - 1, sample.endsWith('0') ? '1' : '0', 1), 'checksum'],
    ['cut behind its key ID', sample.slice(0, 'ksd_v1_'.length + 17), 'malformed'],
    ['cut by one character', sample.slice(0, -1), 'malformed'],
    ['in quotes', `"${sample}"`, 'malformed'],
    ['with a line feed behind it', `${sample}\n`, 'malformed'],
  ])('still tells whose it was meant to be: %s', (_, text, fault) => {
    expect(parseToken(text)).toEqual({ ok: false, fault, keyId })
  })

  it.each([
    ['cut within its key ID', sample.slice(0, 'ksd_v1_'.length + 15)],
    ['its secret alone', sample.slice(-50)],
    ['a word and a secret', `hunter2_${sample.slice(-49)}`],
    ['a legacy token', legacySample],
  ])('tells nothing where that is not there: %s', (_, text) => {
    expect(parseToken(text)).toEqual(malformed)
  })
})

describe('a legacy token', () => {
  it('is refused unless legacy keys are on', () => {
    fc.assert(
      fc.property(legacyTokens, (token) => {
        for (const text of [token, token.slice('local-'.length)]) {
          expect(parseToken(text)).toEqual(malformed)
          expect(parseToken(text, { acceptLegacy: false })).toEqual(malformed)
        }
      }),
    )
  })

  it('counts the same with and without its `local-`, which some clients strip', () => {
    fc.assert(
      fc.property(legacyTokens, (token) => {
        const digits = token.slice('local-'.length)
        for (const text of [token, digits]) {
          const parsed = parseToken(text, { acceptLegacy: true })
          expect(parsed).toMatchObject({ ok: true, format: 'legacy', keyId: digits.slice(0, 20) })
          expect(parsed.ok && parsed.token.reveal()).toBe(token)
        }
      }),
    )
  })

  it.each([
    ['39 digits', legacySample.slice(0, -1)],
    ['41 digits', `${legacySample}0`],
    ['upper case', legacySample.toUpperCase()],
    ['a digit that is not hexadecimal', `${legacySample.slice(0, -1)}g`],
    ['a line feed after it', `${legacySample}\n`],
    ['another word before it', legacySample.replace('local', 'cloud')],
    ['`local-` twice', `local-${legacySample}`],
    ['an underscore for the dash', legacySample.replace('-', '_')],
    ['no digits', 'local-'],
  ])('is refused with %s', (_, text) => {
    expect(text).not.toBe(legacySample)
    expect(parseToken(text, { acceptLegacy: true })).toEqual(malformed)
  })

  it('leaves tokens of the usual format as they were where legacy keys are on', () => {
    fc.assert(
      fc.property(tokens, (token) => {
        const parsed = parseToken(token, { acceptLegacy: true })
        expect(parsed).toMatchObject({ ok: true, format: 'v1' })
        expect(parsed.ok && parsed.token.reveal()).toBe(token)
      }),
    )
  })
})

describe('whatever it is fed, parsing', () => {
  afterEach(() => {
    vi.restoreAllMocks()
  })

  // Every UTF-16 code unit, so that halves of surrogate pairs stand alone.
  const codeUnits = fc
    .array(fc.integer({ min: 0, max: 0xff_ff }), { maxLength: 200 })
    .map((codes) => String.fromCharCode(...codes))
  const nearTokens = fc
    .tuple(tokens, fc.nat(), fc.string({ unit: 'binary', maxLength: 3 }), fc.nat(8))
    .map(([token, place, inserted, removed]) => changed(token, place % token.length, inserted, removed))
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme' }),
    codeUnits,
    nearTokens,
    tokens,
    legacyTokens,
  )

  it('never throws, and gives either a token that is the text itself or a fault', () => {
    fc.assert(
      fc.property(texts, fc.boolean(), (text, acceptLegacy) => {
        const parsed = parseToken(text, { acceptLegacy })
        if (parsed.ok)
          expect(parsed.token.reveal()).toBe(parsed.format === 'legacy' ? `local-${text.slice(-40)}` : text)
        else expect(['malformed', 'checksum']).toContain(parsed.fault)
      }),
      { numRuns: 2_000 },
    )
  })

  const megabyte = 1 << 20
  it.each([
    ['a megabyte of prefix', 'a'.repeat(megabyte)],
    ['a megabyte of digits', '0'.repeat(megabyte)],
    ['a megabyte of separators', '_v1_'.repeat(megabyte / 4)],
    ['a megabyte of tokens', sample.repeat(megabyte / sample.length)],
    ['a megabyte of legacy tokens', legacySample.repeat(megabyte / legacySample.length)],
    ['a megabyte before a token', 'a'.repeat(megabyte) + sample],
    ['a megabyte after a token', sample + 'a'.repeat(megabyte)],
    ['a megabyte of zero bytes', '\0'.repeat(megabyte)],
    ['a megabyte of halves of surrogate pairs', '\uD83D'.repeat(megabyte)],
    ['a megabyte of line feeds', '\n'.repeat(megabyte)],
    ['one character more than the longest token', 'a'.repeat(87)],
  ])('refuses %s by its length, without reading it, so the time does not grow with it', (_, text) => {
    const reads = countReads()
    const answer = parseToken(text, { acceptLegacy: true })
    expect(reads()).toBe(0)
    expect(answer).toEqual(malformed)
  })

  it('does read a text as long as the longest token, without which the tests above could not fail', () => {
    const reads = countReads()
    parseToken(`${'a'.repeat(16)}_v1_${'a'.repeat(16)}_${'a'.repeat(49)}`, { acceptLegacy: true })
    expect(reads()).toBeGreaterThan(0)
  })
})

/** Counts how often a character is read, or an expression matched, until the answer is asked for. */
function countReads(): () => number {
  const spies = [vi.spyOn(RegExp.prototype, 'exec'), vi.spyOn(String.prototype, 'charCodeAt')]
  return () => {
    const count = spies.reduce((sum, { mock }) => sum + mock.calls.length, 0)
    for (const spy of spies) spy.mockRestore()
    return count
  }
}

describe('looking for a token in a text', () => {
  const surroundings = fc.string({ unit: 'grapheme', maxLength: 40 })

  it('finds one of either format, whatever surrounds it', () => {
    fc.assert(
      fc.property(surroundings, fc.oneof(tokens, legacyTokens), surroundings, (before, token, after) => {
        expect(containsToken(before + token + after)).toBe(true)
      }),
    )
  })

  it('finds a mistyped one too: most of its secret would be told all the same', () => {
    expect(containsToken(changed(sample, sample.length - 1, sample.endsWith('0') ? '1' : '0', 1))).toBe(true)
  })

  it('finds one that lost its last characters to a careless selection', () => {
    for (let lost = 1; lost <= 29; lost += 1) expect(containsToken(sample.slice(0, -lost)), `${lost} lost`).toBe(true)
  })

  it.each([
    ['nothing', ''],
    ['a name', 'Laptop of Grace'],
    ['a git commit', '1e5a60f6f0ef8a3de25d4e0e8ef6b6b2a1c3d4e5'],
    ['a UUID', '123e4567-e89b-12d3-a456-426614174000'],
    ['a key ID', sample.slice('ksd_v1_'.length, 'ksd_v1_'.length + 16)],
    ['a token without its secret', sample.slice(0, 'ksd_v1_'.length + 17)],
    ['a token with its secret masked', `${sample.slice(0, -49)}${'*'.repeat(49)}`],
  ])('does not find one in %s', (_, text) => {
    expect(containsToken(text)).toBe(false)
  })
})

describe('redacting a text', () => {
  // No letter or digit of it can be taken for a part of a token.
  const surroundings = fc.stringMatching(/^[ .:;"'=/鍵🔑-]{0,20}$/u)
  const anyTokens = fc.oneof(tokens, legacyTokens)

  it('takes out every token of either format, however many, and leaves the rest', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(surroundings, anyTokens), { maxLength: 4 }), surroundings, (pieces, end) => {
        const text = pieces.map(([before, token]) => `${before} ${token} `).join('') + end
        const redacted = pieces.map(([before]) => `${before} [redacted] `).join('') + end
        expect(redactTokens(text)).toBe(redacted)
      }),
    )
  })

  it('takes out a legacy token that lost its prefix, though a git commit looks the same', () => {
    expect(redactTokens('key 1e5a60f6f0ef8a3de25d4e0e8ef6b6b2a1c3d4e5 refused')).toBe('key [redacted] refused')
  })

  it('leaves nothing of a secret, whatever surrounds the token', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        anyTokens,
        fc.string({ unit: 'grapheme' }),
        (before, token, after) => {
          const redacted = redactTokens(before + token + after)
          expect(redacted).not.toContain(token.slice(-20))
          expect(containsToken(redacted)).toBe(false)
        },
      ),
    )
  })

  it('leaves a text without a token as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(redactTokens(text)).toBe(text)
      }),
    )
  })
})
