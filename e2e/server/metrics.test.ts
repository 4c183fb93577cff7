import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createTestDatabase } from '@keystead/storage/testing/create-test-database'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { createKey, deleteKey, openRestClient, type RestClient } from '../durability/rest-client.ts'
import { root } from '../house/read-imports.ts'
import { type Keystead, startKeystead } from '../support/keystead-process.ts'

interface Panel {
  readonly title: string
  readonly targets?: readonly { readonly expr: string }[]
}

const readPanels = () =>
  (JSON.parse(readFileSync(join(root, 'deploy/grafana/keystead.json'), 'utf8')) as { panels: Panel[] }).panels

/** The series of an expression: functions, labels and keywords of PromQL have none of these prefixes. */
const seriesIn = (text: string) => text.match(/\b(?:keystead|process|nodejs)_[a-z0-9_]+/g) ?? []

describe('/metrics of a server on PostgreSQL', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>
  let server: Keystead
  let client: RestClient
  let text: string
  const readMetrics = async () => String((await client.call('GET', '/metrics')).body)
  beforeAll(async () => {
    database = await createTestDatabase(inject('postgresUrl'))
    server = await startKeystead({ environment: { DATABASE_URL: database.url } })
    client = openRestClient(server.url)
    const { token } = server
    const key = await createKey(client, token, { name: 'measured' })
    await deleteKey(client, token, key.id)
    await client.call('POST', '/api/v1/keys', { token, body: { name: 'refused', owner: 'nobody' } })
    await client.call('POST', '/api/v1/verify', { token, body: { token: key.token } })
    text = await readMetrics()
  })
  afterAll(async () => {
    await server?.remove()
    await database?.drop()
  })

  const valueOf = (series: string) => {
    const line = text.split('\n').find((candidate) => candidate.startsWith(`${series} `))
    return line === undefined ? undefined : Number(line.slice(series.length))
  }

  it('has every series that the Grafana dashboard shows', () => {
    const present = new Set(text.split('\n').flatMap((line) => /^[a-z][a-z0-9_]*/.exec(line) ?? []))
    const shown = readPanels().flatMap(({ title, targets = [] }) =>
      targets.flatMap(({ expr }) => seriesIn(expr).map((series) => ({ title, series }))),
    )
    expect(shown.length).toBeGreaterThan(20)
    expect(shown.filter(({ series }) => !present.has(series))).toEqual([])
    expect(seriesIn('rate(keystead_nothing_total{job="a"}[5m])').map((series) => present.has(series))).toEqual([false])
  })

  it('follows the conventions: _total for what only grows, seconds for what is timed, a sentence of help', () => {
    const types = [...text.matchAll(/^# TYPE (keystead_\S+) (\S+)$/gm)].map(([, name = '', type]) => ({ name, type }))
    expect(types.length).toBeGreaterThan(5)
    for (const { name, type } of types) {
      expect(name.endsWith('_total'), name).toBe(type === 'counter')
      if (type === 'histogram') expect(name.endsWith('_seconds'), name).toBe(true)
      expect(text).toMatch(new RegExp(`^# HELP ${name} .+\\.$`, 'm'))
    }
  })

  it('counts transactions that were committed apart from those that were undone', () => {
    const count = (outcome: string) =>
      valueOf(`keystead_database_transaction_duration_seconds_count{outcome="${outcome}"}`)
    expect(count('committed')).toBeGreaterThanOrEqual(2)
    expect(count('undone')).toBe(1)
  })

  it('tells how the connections to the database are used, and which pepper is', () => {
    expect(valueOf('keystead_database_connections_limit')).toBe(10)
    expect(valueOf('keystead_database_connections{state="idle"}')).toBeGreaterThan(0)
    expect(valueOf('keystead_database_connections{state="waiting"}')).toBe(0)
    expect(valueOf('keystead_pepper_current_version')).toBe(1)
  })

  it('counts itself among the requests in flight, and nobody else once they are answered', async () => {
    text = await readMetrics()
    expect(valueOf('keystead_http_requests_in_flight')).toBe(1)
  })
})
