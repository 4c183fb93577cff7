import type { Answer, CallOptions } from '../call.ts'
import { formsOf, isReference, type Row, valueIn } from './row.ts'
import type { Place } from './thing.ts'

export type Call = (method: string, path: string, options: CallOptions) => Promise<Answer>

/** What each part of a request holds. */
export type Values = ReadonlyMap<string, unknown>

/** All that every request of a row holds, in one place; of a part that is asked about, what is asked. */
export function valuesOf(row: Row, place: Place, asked?: readonly [part: string, value: unknown]): Values {
  const values = new Map<string, unknown>()
  const set = (name: string, value: unknown) => (value === undefined ? undefined : values.set(name, value))
  for (const [name, part] of Object.entries(row.parts)) {
    if (!isReference(part)) set(name, valueIn(part, place))
    else if (part.always) set(name, formsOf(part)[0]?.(place[part.asks[0]]))
  }
  if (asked !== undefined) {
    const [name, value] = asked
    const part = row.parts[name]
    if (part !== undefined && isReference(part) && part.insteadOf !== undefined) values.delete(part.insteadOf)
    values.set(name, value)
  }
  return values
}

/** By the route; or, where the row has a document, by that. */
export function sendRequest(
  route: string,
  { document }: Row,
  values: Values,
  token: string | undefined,
  call: Call,
): Promise<Answer> {
  return document === undefined ? callRoute(route, values, token, call) : callField(document, values, token, call)
}

function callRoute(route: string, values: Values, token: string | undefined, call: Call): Promise<Answer> {
  // Where all methods do the same, one speaks for them.
  const [method = '', pattern = ''] = route.replace(/^\*/, 'GET').split(' ')
  const within = (place: string) =>
    [...values]
      .filter(([name]) => name.startsWith(place))
      .map(([name, value]) => [name.slice(place.length), value] as const)
  const path = within('path.').reduce(
    (rest, [name, value]) => rest.replace(`:${name}`, encodeURIComponent(String(value))),
    pattern,
  )
  const query = new URLSearchParams(within('query.').map(([name, value]): [string, string] => [name, String(value)]))
  const body = within('body.')
  return call(method, query.size === 0 ? path : `${path}?${query}`, {
    ...(token !== undefined && { token }),
    headers: Object.fromEntries(within('header.').map(([name, value]) => [name, String(value)])),
    ...(body.length > 0 && { body: Object.fromEntries(body) }),
  })
}

function callField(query: string, values: Values, token: string | undefined, call: Call): Promise<Answer> {
  const variables: Record<string, unknown> = {}
  for (const [name, value] of values) {
    const [argument = '', field] = name.split('.')
    variables[argument] = field === undefined ? value : { ...(variables[argument] as object), [field]: value }
  }
  return call('POST', '/graphql', { ...(token !== undefined && { token }), body: { query, variables } })
}
