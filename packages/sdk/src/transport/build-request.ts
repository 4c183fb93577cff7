import { type Operations, operations } from '../api/api.ts'
import type { ReadyRequest } from './send-request.ts'

export type OperationName = keyof Operations

/** What an operation takes: the parts of its path, its query, its body. */
export type Input<Name extends OperationName> = Omit<Operations[Name], 'answer'>

/** A verification changes nothing but when the key was last used, and in a service it is worth a second attempt. */
const repeatable: ReadonlySet<string> = new Set<OperationName>(['verifyKey', 'verifyKeys'])

export function buildRequest<Name extends OperationName>(
  base: string,
  name: Name,
  { path, query, body }: { path?: Parts; query?: Query; body?: unknown },
  { authorization, idempotencyKey }: { authorization: string | undefined; idempotencyKey: string | undefined },
): ReadyRequest {
  const { method } = operations[name]
  return {
    method,
    url: addressOf(base, name, path, query),
    headers: {
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(authorization !== undefined && { authorization }),
      ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
    isRepeatable: method === 'GET' || idempotencyKey !== undefined || repeatable.has(name),
  }
}

type Parts = Readonly<Record<string, string>>
type Query = Readonly<Record<string, string | number | undefined>>

/** Where an operation is found. Throws `TypeError` for a part that can be none. */
export function addressOf(base: string, name: OperationName, parts: Parts = {}, query: Query = {}): string {
  const path = operations[name].path.replaceAll(/\{(\w+)\}/g, (_, part: string) => encodePart(part, parts[part]))
  const given = Object.entries(query).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]]))
  return `${base}/api/v1${path}${given.length > 0 ? `?${new URLSearchParams(given)}` : ''}`
}

/**
 * Every URL parser takes `.` and `..` for steps through the path, encoded or not: a thing of such a name would lead to another
 * operation. It has an ID, too.
 */
function encodePart(part: string, value: unknown): string {
  if (typeof value !== 'string' || value === '' || value === '.' || value === '..') {
    throw new TypeError(`This ${part} cannot be part of an address: give its ID`)
  }
  return encodeURIComponent(value)
}
