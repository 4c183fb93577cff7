// Every place of every route into which somebody could put a token, on purpose or by mistake.

import { type PlantedPlaces, rows as productRows, type RouteRow } from './planted-rows.ts'
import { sessionRows } from './planted-session-rows.ts'

const rows: Readonly<Record<string, RouteRow>> = { ...productRows, ...sessionRows }

export interface PlantedRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** The routes for which there is no row, by which a new route fails the test until somebody has thought about it. */
export const findUnplanted = (routes: readonly string[]) => routes.filter((route) => !(route in rows))
/** The rows for which there is no route any more. */
export const findStale = (routes: readonly string[]) => Object.keys(rows).filter((route) => !routes.includes(route))

interface Planting {
  readonly text: string
  /** Credentials for all requests in which the text does not stand in their place. */
  readonly goodToken: string
  readonly places: PlantedPlaces
  /** Whether nothing may be named so. */
  readonly isNoName: boolean
}

/** The text in every place of every route. */
export function plant(planting: Planting): PlantedRequest[] {
  return Object.entries(rows).flatMap(([route, row]) => {
    const [method = '', path = ''] = route.replace(/^\*/, 'GET').replace(/\*$/, 'nothing').split(' ')
    return plantInRoute(method, path, row, planting)
  })
}

const json = { 'content-type': 'application/json' }

function plantInRoute(
  method: string,
  path: string,
  { query = [], on = {}, narrow, body, names = () => [], bodies = () => [] }: RouteRow,
  { text, goodToken, places, isNoName }: Planting,
): PlantedRequest[] {
  const good = { authorization: `Bearer ${goodToken}` }
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name)
  const usual = (name: string) =>
    name === 'organization' ? 'acme' : name in on ? places[on[name] ?? 'key'] : 'unknown'
  /** The path with the text in the place of one of its parts, or of none. */
  const fill = (planted?: string) =>
    path.replaceAll(/:(\w+)/g, (_part, name: string) => (name === planted ? text : usual(name)))
  const target = fill()
  const asking = (more = '') => {
    // Not twice the same parameter: that is refused before it is read.
    const isTaken = narrow?.split('=')[0] === more.split('=')[0]
    const search = [isTaken ? undefined : narrow, more].filter(Boolean).join('&')
    return search === '' ? target : `${target}?${search}`
  }
  const content = body === undefined ? {} : { body: JSON.stringify(body) }
  const type = body === undefined ? {} : json
  const withHeaders = (headers: Record<string, string>): PlantedRequest => ({
    method,
    path: asking(),
    headers: { ...type, ...headers },
    ...content,
  })
  const withPath = (planted: string): PlantedRequest => ({ ...withHeaders(good), path: planted })
  const withBody = (planted: string, headers: Record<string, string> = json): PlantedRequest => ({
    method,
    path: target,
    headers: { ...good, ...headers },
    body: planted,
  })
  const base64 = Buffer.from(`api:${text}`).toString('base64')
  return [
    withHeaders({ authorization: `Bearer ${text}` }),
    withHeaders({ authorization: `Basic ${base64}` }),
    withHeaders({ authorization: `Basic ${Buffer.from(`${text}:x`).toString('base64')}` }),
    withHeaders({ authorization: `${text} ${text}` }),
    withHeaders({ ...good, ...Object.fromEntries(incidentalHeaders.map((name) => [name, text])) }),
    withHeaders({ ...good, 'idempotency-key': text, cookie: `session=${text}; token=${text}` }),
    withPath(`${target}/${text}`),
    ...inPath.map((name) => withPath(fill(name))),
    withPath(asking(text)),
    withPath(asking(`token=${text}`)),
    withPath(asking(`x=${text.replaceAll('_', '%5f')}`)),
    withPath(`/${text}${target}`),
    ...query.map((name) => withPath(asking(`${name}=${text}`))),
    ...(body === undefined
      ? []
      : [
          withBody(text),
          withBody(`"${text}"`),
          withBody(`{"${text}`),
          withBody(text, { 'content-type': `text/x-${text}` }),
          withBody(text, { 'content-type': 'text/plain' }),
          ...[...(isNoName ? names(text) : []), ...bodies(text)].map((planted) => withBody(JSON.stringify(planted))),
        ]),
  ]
}

const incidentalHeaders = [
  'accept',
  'origin',
  'referer',
  'traceparent',
  'user-agent',
  'x-api-key',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-http-method-override',
  'x-request-id',
  'x-wandb-username',
]
