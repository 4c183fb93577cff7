import type { ErrorCode } from '@keystead/core'
import type { Bytes, RawAnswer, RawRequest } from './raw-http.ts'
import { writeRequest } from './raw-http.ts'

/**
 * `problem`: a problem document (RFC 9457). `graphql`: `{"errors":[{"message":…}]}`, which all of W&B's clients read.
 * `json`: an answer like any other. `none`: no body, from Node itself, before there is a request.
 */
type Shape = 'problem' | 'graphql' | 'json' | 'none'

/** One hostile request, and all that a client may tell of its answer. */
export interface HostileRow {
  readonly name: string
  /** The bytes, for a server of which this token is good. */
  readonly request: (token: string) => Uint8Array
  /** Where it is long: the bytes after which the server must have answered, without having read the others. */
  readonly answeredAfter?: number
  readonly status: number
  readonly shape: Shape
  /** Left out where the answer has none: it succeeds, or is graphql-js's own complaint about a document. */
  readonly code?: ErrorCode
}

export type Verdict = Pick<HostileRow, 'status' | 'shape' | 'code'>

export const bearer = (credentials: Bytes) =>
  ['authorization', Buffer.concat([Buffer.from('Bearer '), Buffer.from(credentials)])] as const

export const basic = (pair: Bytes) => ['authorization', `Basic ${Buffer.from(pair).toString('base64')}`] as const

export const json = ['content-type', 'application/json'] as const

/** A creation with good credentials and this body, as JSON unless headers say otherwise. */
export function creation(body: Bytes, headers: RawRequest['headers'] = [json]) {
  return (token: string) =>
    writeRequest({ method: 'POST', path: '/api/v1/keys', headers: [bearer(token), ...headers], body })
}

/** A document with good credentials. */
export function graphql(query: string, rest: object = {}) {
  return graphqlBody(JSON.stringify({ query, ...rest }))
}

export function graphqlBody(body: Bytes, headers: RawRequest['headers'] = [json]) {
  return (token: string) =>
    writeRequest({ method: 'POST', path: '/graphql', headers: [bearer(token), ...headers], body })
}

/** What an answer is, read from what it says, in the form in which rows state what it must be. */
export function judge({ status, headers, body }: RawAnswer): Verdict {
  if (body === '') return { status, shape: 'none' }
  const mediaType = headers.get('content-type') ?? ''
  const content: Record<string, unknown> = JSON.parse(body)
  if (mediaType === 'application/problem+json; charset=utf-8') return judgeProblem(status, content)
  if (mediaType !== 'application/json; charset=utf-8') throw new Error(`answered as ${mediaType}`)
  if (!('errors' in content)) return { status, shape: 'json' }
  return judgeErrors(status, content)
}

function judgeProblem(status: number, content: Record<string, unknown>): Verdict {
  const { type, title, status: stated, code, requestId, errors = [], ...undeclared } = content
  const sound =
    type === `urn:keystead:error:${code}` &&
    typeof title === 'string' &&
    stated === status &&
    /^req_[0-9a-f]{32}$/.test(String(requestId)) &&
    Array.isArray(errors) &&
    Object.keys(undeclared).length === 0
  if (!sound) throw new Error(`no problem document: ${JSON.stringify(content)}`)
  return { status, shape: 'problem', code: code as ErrorCode }
}

function judgeErrors(status: number, { errors, data: _data, ...undeclared }: Record<string, unknown>): Verdict {
  const list = errors as { message?: unknown; extensions?: { code?: ErrorCode } }[]
  const sound =
    list.length > 0 &&
    list.every(({ message }) => typeof message === 'string' && message !== '') &&
    Object.keys(undeclared).length === 0
  if (!sound) throw new Error(`no GraphQL errors: ${JSON.stringify(list)}`)
  const code = list[0]?.extensions?.code
  return { status, shape: 'graphql', ...(code !== undefined && { code }) }
}
