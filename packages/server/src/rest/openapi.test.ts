import { makeSetupLink } from '@keystead/core'
import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer } from '../../testing/call.ts'
import { findBreaches, type OpenapiDocument, operationsOf } from '../../testing/openapi-conformance.ts'
import { credentialsOfAda, prepareRequests, setUpOperation } from '../../testing/prepare-requests.ts'
import { startTestApp, type TestApp } from '../../testing/start-test-app.ts'

// Every operation, by each kind of caller: what takes longer, the more there are.
const wholeApiMs = 120_000

describe.each(testStores)('the OpenAPI document, with $name', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  let document: OpenapiDocument
  beforeAll(async () => {
    opened = await open()
    app = await startTestApp(opened.store, { tokens: { legacyKeys: true } })
    document = (await app.call('GET', '/api/v1/openapi.json')).body as OpenapiDocument
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
  })

  /** What the schema of an answer speaks of: the body, each of its lines, or the data of each event. */
  const partsOf = ({ text, body }: Answer, mediaType: string): readonly unknown[] => {
    const lines = text.trimEnd().split('\n')
    if (mediaType === 'application/x-ndjson') return lines.map((line) => JSON.parse(line))
    if (mediaType !== 'text/event-stream') return [body]
    return lines.filter((line) => line.startsWith('data: ')).map((line) => JSON.parse(line.slice('data: '.length)))
  }

  it('is given to everybody, as OpenAPI 3.1', () => {
    expect(document).toMatchObject({ openapi: expect.stringMatching(/^3\.1\./), info: { title: 'Keystead' } })
  })

  it('holds every route of the REST door, and no route that is not there', () => {
    // The document itself, and the answer to every path that is none.
    const undocumented = ['GET /api/v1/openapi.json', '* /api/v1/*']
    const routes = app.routes.filter((route) => route.includes(' /api/v1/'))
    expect(routes).toEqual(expect.arrayContaining(undocumented))
    expect([...operationsOf(document).keys()].sort()).toEqual(
      routes.filter((route) => !undocumented.includes(route)).sort(),
    )
  })

  it('gives each operation a name of its own, its path parameters, and a problem document for what goes wrong', () => {
    const operations = [...operationsOf(document)]
    expect(new Set(operations.map(([, { operationId }]) => operationId)).size).toBe(operations.length)
    for (const [route, { parameters = [], responses }] of operations) {
      const inPath = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name)
      expect(inPath, route).toEqual([...route.matchAll(/:(\w+)/g)].map(([, name]) => name))
      expect(responses.default?.content, route).toEqual({
        'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
      })
      const successes = Object.keys(responses).filter((status) => status.startsWith('2'))
      expect(successes, route).toHaveLength(1)
    }
  })

  it('gives every body and every answer a name, by which clients call its type', () => {
    for (const [route, { requestBody, responses }] of operationsOf(document)) {
      const contents = [requestBody, ...Object.values(responses)].flatMap((part) => Object.values(part?.content ?? {}))
      for (const { schema } of contents) {
        expect(schema, route).toEqual({ $ref: expect.stringMatching(/^#\/components\/schemas\/[A-Z]\w+$/) })
      }
    }
  })

  it('holds exactly the schemas that are referred to', () => {
    const references = JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)
    const names = new Set([...references].map(([, name]) => name))
    expect(Object.keys(document.components.schemas)).toEqual([...names].sort())
  })

  it(
    'declares every field and type of every answer of every operation, good or bad',
    async () => {
      const seen = new Map<string, number[]>()
      const credentials = await credentialsOfAda(app)
      for (const [operation, path, body] of await prepareRequests(app)) {
        const [method = ''] = operation.split(' ')
        // Who may do everything, a token that is none, and nobody: all that nobody can do is to get credentials.
        for (const options of [...credentials, { token: 'nobody' }, {}]) {
          const answer = await app.call(method, path, { ...options, body })
          const mediaType = String(answer.headers['content-type']).replace(/;.*/, '')
          for (const part of partsOf(answer, mediaType)) {
            const breaches = findBreaches(document, operation, { ...answer, mediaType, body: part })
            expect(breaches, `${method} ${path} → ${answer.text}`).toEqual([])
          }
          seen.set(operation, [...(seen.get(operation) ?? []), answer.status])
        }
      }
      // Nothing was left out: each operation has answered well and has refused.
      for (const operation of operationsOf(document).keys()) {
        const statuses = seen.get(operation) ?? []
        if (operation === setUpOperation) continue
        expect([statuses.some((status) => status < 300), statuses.some((status) => status >= 400)], operation).toEqual([
          true,
          true,
        ])
      }
    },
    wholeApiMs,
  )

  it('declares every field and type of what a set-up answers', async () => {
    const empty = await open()
    const fresh = await startTestApp(empty.store, { beside: app })
    const token = (await makeSetupLink(fresh.instance))?.reveal()
    const body = { token, email: 'first@example.com', password: 'correct horse battery', organization: 'first' }
    const answer = await fresh.call('POST', '/api/v1/setup', { body })
    expect(answer.status, answer.text).toBe(201)
    expect(findBreaches(document, setUpOperation, { ...answer, mediaType: 'application/json' })).toEqual([])
    await fresh.close()
    await empty.close()
  })

  it('would not pass an undeclared field, a missing one, another type, status or media type', () => {
    const operation = 'POST /api/v1/verify'
    const good = {
      status: 200,
      mediaType: 'application/json',
      body: { valid: false, code: 'INVALID_KEY', requestId: 'req_1' },
    }
    expect(findBreaches(document, operation, good)).toEqual([])
    for (const bad of [
      { ...good, body: { ...good.body, reason: 'expired' } },
      { ...good, body: { valid: false } },
      { ...good, body: { ...good.body, code: 'EXPIRED' } },
      { ...good, status: 201 },
      { ...good, mediaType: 'text/plain' },
    ]) {
      expect(findBreaches(document, operation, bad)).not.toEqual([])
    }
    expect(findBreaches(document, 'GET /api/v1/secrets', good)).not.toEqual([])
  })
})
