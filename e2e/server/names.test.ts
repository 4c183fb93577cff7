import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { typeDefinitions } from '../../packages/server/src/graphql/type-definitions.ts'
import { partsOfFields, partsOfRoutes } from '../../packages/server/testing/no-oracle/find-gaps.ts'
import { oddNames } from '../../packages/server/testing/odd-names.ts'
import type { OpenapiDocument } from '../../packages/server/testing/openapi-conformance.ts'
import { startTestApp, type TestApp } from '../../packages/server/testing/start-test-app.ts'
import { Door, textsIn } from './naming-door.ts'
import { namingFields } from './naming-fields.ts'

/** What is given, and what is kept of it. */
type Sample = readonly [what: string, given: string, kept: string]

const asItIs = ([what, name]: readonly [string, string]): Sample => [what, name, name]

const samples: Readonly<Record<'name' | 'username' | 'email', readonly Sample[]>> = {
  name: [
    ...oddNames.map(asItIs),
    ['decomposed letters, which are composed', 'Cafe\u0301 か\u3099', 'Café が'],
    ['blanks around it, which are taken away', ' \u3000around ', 'around'],
    ['255 decomposed letters', 'e\u0301'.repeat(255), 'é'.repeat(255)],
  ],
  username: [
    ['64 characters', 'x'.repeat(64)],
    ['all signs that there are', '0a.b-c_d'],
    ['a word of JavaScript', 'constructor'],
  ].map(([what = '', name = '']) => asItIs([what, name])),
  email: [
    ['Japanese', '鈴木@例え.jp', '鈴木@例え.jp'],
    ['emoji', '🔑@example.com', '🔑@example.com'],
    ['right-to-left letters', 'باحث@example.com', 'باحث@example.com'],
    ['decomposed capitals, which are composed and made small', 'CAFE\u0301@Example.COM', 'café@example.com'],
    ['254 characters', `${'x'.repeat(64)}@${'y'.repeat(185)}.com`, `${'x'.repeat(64)}@${'y'.repeat(185)}.com`],
    ['signs that mean something elsewhere', `o'brien+"a"/b?c#d%25&e@example.com`, `o'brien+"a"/b?c#d%25&e@example.com`],
  ],
}

const tooLong: Readonly<Record<'name' | 'username' | 'email', readonly string[]>> = {
  name: ['x'.repeat(256), '鍵'.repeat(256), '🔑'.repeat(256), 'e\u0301'.repeat(256)],
  username: ['x'.repeat(65), 'x'.repeat(256)],
  email: [`${'x'.repeat(64)}@${'y'.repeat(186)}.com`, `鍵@${'鍵'.repeat(250)}.jp`, `${'x'.repeat(256)}@example.com`],
}

// Signing in compares, and names nothing; the set-up works once in the life of a database, by the same rules as `bootstrap`. A
// program's name is that of the key which it is given by `POST /keys`' own rules, and strangers may ask a few times only.
const elsewhere = [
  'POST /api/v1/device/authorizations body.name',
  'POST /api/v1/session body.email',
  'POST /api/v1/setup body.email',
  'POST /api/v1/setup body.name',
]

describe.each(testStores)('a name, with $name,', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  let door: Door
  beforeAll(async () => {
    opened = await open()
    app = await startTestApp(opened.store)
    await app.addTeam('acme', 'fleet')
    door = new Door(app)
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
  })

  it('is tried in every field that takes one', async () => {
    const document = (await app.call('GET', '/api/v1/openapi.json')).body as OpenapiDocument
    const parts = [...partsOfRoutes(document), ...partsOfFields(typeDefinitions)]
    const fields = parts.flatMap(([route, names]) => names.map((name) => `${route} ${name}`))
    // In GraphQL, `username` refers to somebody who is there.
    const naming = fields.filter((field) =>
      /body\.(?:name|username|email)$|input\.(?:email|teamName|description)$/.test(field),
    )
    expect([...Object.keys(namingFields), ...elsewhere].toSorted()).toEqual(naming.toSorted())
  })

  describe.each(Object.entries(namingFields))('by %s', (_field, { takes, code, prepare, give, shown, clear }) => {
    it.each(samples[takes])('is shown everywhere as it was given: %s', async (_what, text, kept) => {
      const given = await give(door, text, (await prepare?.(door)) ?? '')
      expect([200, 201], given.text).toContain(given.status)
      expect([...textsIn(given)]).toContain(kept)
      for (const look of await shown(kept, door, given)) {
        const answer = await door.look(look)
        expect(answer.status, JSON.stringify(look)).toBe(200)
        expect([...textsIn(answer)], JSON.stringify(look)).toContain(kept)
      }
      await clear(kept, door)
    })

    it.each(tooLong[takes])('is refused where it is too long, and leaves nothing behind: %s', async (text) => {
      const prepared = (await prepare?.(door)) ?? ''
      const before = await door.readAll()
      const answer = await give(door, text, prepared)
      expect(answer.status, answer.text).toBe(400)
      expect(answer.text).toContain(`"code":"${code}"`)
      expect(await door.readAll()).toBe(before)
    })
  })
})
