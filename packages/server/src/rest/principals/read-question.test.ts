import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readQuestion } from './read-question.ts'
import { questionSchema } from './verify-routes.ts'

/** As the route reads a body that is JSON, without what its own parser refuses. */
const bySchema = (text: string): unknown => questionSchema.safeParse(JSON.parse(text)).data

const names = [
  'token',
  'organization',
  'team',
  'client',
  'ip',
  'userAgent',
  'label',
  '__proto__',
  'constructor',
  'Token',
  '',
]
const lengths = [0, 1, 63, 64, 65, 255, 256, 1_023, 1_024, 1_025, 4_095, 4_096, 4_097]
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc
    .tuple(fc.constantFrom(...lengths), fc.constantFrom('a', 'é', '語', '😀'))
    .map(([length, one]) => one.repeat(length)),
)
const others = fc.oneof(fc.constant(null), fc.boolean(), fc.integer(), fc.array(texts, { maxLength: 2 }))
/** Written as text, so that names may come twice and be any. */
const objectOf = (value: fc.Arbitrary<string>) =>
  fc
    .array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 4 })
    .map((entries) => `{${entries.map(([name, held]) => `${JSON.stringify(name)}:${held}`).join(',')}}`)
const scalar = fc.oneof({ weight: 4, arbitrary: texts }, others).map((value) => JSON.stringify(value))
const clients = objectOf(scalar)
const nearlyRight = fc
  .record(
    {
      token: texts,
      organization: texts,
      team: texts,
      client: fc.record({ ip: texts, userAgent: texts, label: texts }, { requiredKeys: [] }),
    },
    { requiredKeys: ['token'] },
  )
  .map((value) => JSON.stringify(value))
const bodies = fc.oneof(nearlyRight, objectOf(fc.oneof(scalar, clients)), scalar)

/** The schema counts a character beyond the first 65,536 as one, and the reader as two: it takes no more for it. */
const countsTwice = /[\u{10000}-\u{10ffff}]|\\ud/u

describe('the reader of a question', () => {
  it('takes what the schema takes, and understands the same', () => {
    let taken = 0
    fc.assert(
      fc.property(bodies, (text) => {
        const read = readQuestion(Buffer.from(text))
        if (read === undefined && countsTwice.test(text)) return
        expect(read).toEqual(bySchema(text))
        if (read !== undefined) taken += 1
      }),
      { numRuns: 2_000 },
    )
    expect(taken).toBeGreaterThan(100)
  })

  it.each([
    ['no JSON', '{'],
    ['nothing', ''],
    ['a mark of the byte order', '\ufeff{"token":"x"}'],
    ['half a character', Buffer.from([0x7b, 0x22, 0xc3, 0x28])],
  ])('takes %s for none', (_what, body) => {
    expect(readQuestion(Buffer.from(body as string))).toBeUndefined()
  })
})
