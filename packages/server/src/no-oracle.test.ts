import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { alterStore } from '../testing/altered-store.ts'
import { forgeKeyId } from '../testing/forge-token.ts'
import { findFaults, findOracles, findVainQuestions } from '../testing/no-oracle/ask.ts'
import {
  findMissingParts,
  findMissingRows,
  findSilentRows,
  partsOfFields,
  partsOfRoutes,
} from '../testing/no-oracle/find-gaps.ts'
import { findMentions } from '../testing/no-oracle/find-mentions.ts'
import { forgetChanges } from '../testing/no-oracle/forget-changes.ts'
import { graphqlRows } from '../testing/no-oracle/graphql-rows.ts'
import { restRows } from '../testing/no-oracle/rest-rows.ts'
import type { World } from '../testing/no-oracle/thing.ts'
import { buildWorld, inBrief } from '../testing/no-oracle/world.ts'
import type { OpenapiDocument } from '../testing/openapi-conformance.ts'
import { withoutIncidentals } from '../testing/rest-calls.ts'
import { startTestApp, type TestApp } from '../testing/start-test-app.ts'
import { typeDefinitions } from './graphql/type-definitions.ts'

/** Hundreds by each caller, on a machine that may have other things to do. */
const manyRequests = { timeout: 120_000 }

describe.each(testStores)('what a caller has no right to know of, with $name,', ({ name, open }) => {
  let opened: TestStore
  let app: TestApp
  let world: World
  beforeAll(async () => {
    opened = await open()
    const { store, altered } = alterStore(opened.store)
    app = await startTestApp(store)
    const whole = await buildWorld(app)
    world = name === 'SQLite' ? whole : inBrief(whole)
    forgetChanges(altered, opened.store)
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
  })

  it('is asked for by one row for each route, which speaks of each part of its requests', async () => {
    const document = (await app.call('GET', '/api/v1/openapi.json')).body as OpenapiDocument
    expect(findMissingRows(app.routes, restRows)).toEqual([])
    expect(findMissingParts(partsOfRoutes(document), restRows)).toEqual([])
    expect(findSilentRows(restRows)).toEqual([])
  })

  it('is asked for by one row for each field of GraphQL, which speaks of each of its arguments', () => {
    const parts = partsOfFields(typeDefinitions)
    expect(findMissingRows([...parts.keys()], graphqlRows)).toEqual([])
    expect(findMissingParts(parts, graphqlRows)).toEqual([])
    expect(findSilentRows(graphqlRows)).toEqual([])
  })

  it('is told to no token that is good no more: each is answered as one that never was', async () => {
    const unknown = forgeKeyId(app.ada.token)
    const ask = async (method: string, path: string, token: string, body?: object) =>
      withoutIncidentals(await app.call(method, path, { token, body }))
    for (const [what, token] of Object.entries(world.deadTokens)) {
      for (const [method, path, body] of [
        ['GET', '/api/v1/me'],
        ['DELETE', '/api/v1/organizations/acme'],
        ['POST', '/api/v1/invitations/accept', { token }],
        ['POST', '/graphql', { query: '{ viewer { id } }' }],
        ['GET', '/admin/audit_logs'],
        ['GET', '/auth'],
      ] as const) {
        const answer = await ask(method, path, token, body)
        expect(answer, `${what}: ${method} ${path}`).toEqual(await ask(method, path, unknown, body))
        expect(answer.status).toBe(401)
      }
    }
  })

  const rows = Object.entries({ ...restRows, ...graphqlRows })
  it.each(rows.filter(([route]) => !route.endsWith('*')))('is mentioned in no answer of %s', async (route, row) => {
    expect((await findMentions(world, route, row, app.call)).slice(0, 5)).toEqual([])
  })

  describe.each(rows.filter(([, { why }]) => why === undefined))('by %s', (route, row) => {
    it('is answered as if it did not exist', manyRequests, async () => {
      expect((await findOracles(world, route, row, app.call)).slice(0, 5)).toEqual([])
    })

    it('is answered otherwise to who has the right', async () => {
      expect(await findVainQuestions(world, route, row, app.call)).toEqual([])
    })

    it('is no fault of the server, whatever text it is named by', async () => {
      expect(await findFaults(world, route, row, app.call)).toEqual([])
    })
  })
})
