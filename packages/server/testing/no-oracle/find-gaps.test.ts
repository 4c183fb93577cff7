import { describe, expect, it } from 'vitest'
import type { OpenapiDocument } from '../openapi-conformance.ts'
import { findMissingParts, findMissingRows, findSilentRows, partsOfFields, partsOfRoutes } from './find-gaps.ts'
import type { Row } from './row.ts'

const reference = { asks: ['team'] } as const
const table: Readonly<Record<string, Row>> = {
  'POST /teams/:team': {
    parts: { 'path.team': reference, 'query.x': reference, 'body.a': reference, 'body.b': reference },
  },
}

const document = (more: { readonly parameters?: object[]; readonly properties?: object } = {}) => {
  const schema = {
    anyOf: [{ $ref: '#/components/schemas/A' }, { type: 'object', properties: { b: {}, ...more.properties } }],
  }
  const parameters = [{ in: 'path', name: 'team' }, { in: 'query', name: 'x' }, ...(more.parameters ?? [])]
  const requestBody = { content: { 'application/json': { schema } } }
  return {
    paths: { '/teams/{team}': { post: { parameters, requestBody } } },
    components: { schemas: { A: { type: 'object', properties: { a: {} } } } },
  } as unknown as OpenapiDocument
}

describe('the table of all routes and fields', () => {
  it('is whole where each has a row, and each row speaks of each part', () => {
    expect(findMissingRows(['POST /teams/:team'], table)).toEqual([])
    expect(findMissingParts(partsOfRoutes(document()), table)).toEqual([])
    expect(findSilentRows(table)).toEqual([])
  })

  it('misses a route that was added, and a row that is left over', () => {
    expect(findMissingRows(['POST /teams/:team', 'GET /secrets/:id'], table)).toEqual(['GET /secrets/:id has no row'])
    expect(findMissingRows([], table)).toEqual(['there is no POST /teams/:team'])
  })

  it.each([
    ['a query parameter', { parameters: [{ in: 'query', name: 'owner' }] }, 'query.owner'],
    ['a header', { parameters: [{ in: 'header', name: 'x-team' }] }, 'header.x-team'],
    ['a property of a body', { properties: { actor: {} } }, 'body.actor'],
  ])('misses %s that was added', (_what, more, part) => {
    const parts = partsOfRoutes(document(more))
    expect(findMissingParts(parts, table)).toEqual([`POST /teams/:team does not say what ${part} is`])
  })

  it('misses a part of a row that no request has', () => {
    const parts = new Map([['POST /teams/:team', ['path.team', 'body.a', 'body.b']]])
    expect(findMissingParts(parts, table)).toEqual(['POST /teams/:team takes no query.x'])
  })

  it('misses fields of GraphQL: those of the roots, and every other that takes arguments', () => {
    const definitions = `
      type Query { viewer: User, team(name: String): Team }
      type Mutation { rename(input: RenameInput!): Team }
      input RenameInput { id: ID!, name: String }
      type User { id: ID, keys(owner: ID): [String] }
      type Team { id: ID }
    `
    expect(Object.fromEntries(partsOfFields(definitions))).toEqual({
      'Query.viewer': [],
      'Query.team': ['name'],
      'Mutation.rename': ['input.id', 'input.name'],
      'User.keys': ['owner'],
    })
  })

  it('finds rows that neither ask nor say why, and those that do both', () => {
    expect(findSilentRows({ 'GET /x': { parts: {} } })).toHaveLength(1)
    expect(findSilentRows({ 'GET /x': { parts: { 'path.x': { why: 'a number' } } } })).toHaveLength(1)
    expect(findSilentRows({ 'GET /x': { parts: { 'path.team': reference }, why: 'no' } })).toHaveLength(1)
    expect(findSilentRows({ 'GET /x': { parts: {}, why: 'takes nothing' } })).toEqual([])
  })
})
