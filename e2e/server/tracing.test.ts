import { createTestDatabase } from '@keystead/storage/testing/create-test-database'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { type Keystead, startKeystead } from '../support/keystead-process.ts'
import { type Span, startTraceCollector, type TraceCollector } from '../support/trace-collector.ts'

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const callerSpanId = '00f067aa0ba902b7'

describe.each(['sqlite', 'postgresql'])('a server that sends traces, on %s', (databaseName) => {
  let collector: TraceCollector
  let database: Awaited<ReturnType<typeof createTestDatabase>> | undefined
  let server: Keystead
  let spans: Span[]
  beforeAll(async () => {
    collector = await startTraceCollector()
    database = databaseName === 'sqlite' ? undefined : await createTestDatabase(inject('postgresUrl'))
    const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...(database && { DATABASE_URL: database.url }) }
    server = await startKeystead({ environment: { ...environment, KEYSTEAD_LOG_LEVEL: 'debug' } })
    const ask = (method: string, path: string, headers: Record<string, string>, body?: object) =>
      fetch(server.url + path, {
        method,
        headers: { authorization: `Bearer ${server.token}`, ...headers },
        ...(body && { body: JSON.stringify(body) }),
      })
    const json = { 'content-type': 'application/json' }
    const ours = {
      traceparent: `00-${traceId}-${callerSpanId}-01`,
      tracestate: 'vendor=their-own-words',
      baggage: 'a=b',
    }
    await ask('POST', '/api/v1/keys', { ...json, ...ours }, { name: 'traced' })
    await ask('GET', '/api/v1/keys/nothing?limit=1', {})
    await ask('POST', '/api/v1/verify', { ...json, traceparent: 'nonsense' }, { token: 'nonsense' })
    await ask('DELETE', '/api/v1/keys/AAAAAAAAAAAAAAAA', {})
    // What is left is sent before it ends.
    await server.stop()
    spans = collector.spans()
  })
  afterAll(async () => {
    await server?.remove()
    await database?.drop()
    await collector?.close()
  })

  const spanOf = (name: string) => {
    const [span, ...others] = spans.filter((known) => known.name === name)
    expect(others).toEqual([])
    if (span === undefined) throw new Error(`there is no span ${name} among ${spans.map((known) => known.name)}`)
    return span
  }

  it('puts a request under the span of its caller, and change and transaction under the request', () => {
    const request = spanOf('POST /api/v1/keys')
    expect(request).toMatchObject({ traceId, parentSpanId: callerSpanId })
    expect(request.attributes).toMatchObject({
      'http.request.method': 'POST',
      'http.route': '/api/v1/keys',
      'http.response.status_code': 201,
      'keystead.request_id': expect.stringMatching(/^req_/),
    })
    const change = spanOf('change key.create')
    expect(change).toMatchObject({ traceId, parentSpanId: request.spanId })
    const [transaction] = spans.filter((span) => span.parentSpanId === change.spanId)
    expect(transaction).toMatchObject({ name: 'transaction', traceId })
    expect(transaction?.attributes).toEqual({ 'db.system.name': databaseName })
  })

  it('begins a trace of its own for who sends none, or nonsense', () => {
    for (const name of ['GET /api/v1/keys/:id', 'POST /api/v1/verify']) {
      const { traceId: own, parentSpanId } = spanOf(name)
      expect(own).toMatch(/^[0-9a-f]{32}$/)
      expect(own).not.toBe(traceId)
      expect(parentSpanId ?? '').toBe('')
    }
  })

  it('says of a refused change which code it was answered, and does not call it a failure of its own', () => {
    const { attributes, status } = spanOf('change key.delete')
    expect(attributes).toEqual({ 'error.type': 'KEY_NOT_FOUND' })
    expect(status.code ?? 0).toBe(0)
  })

  it('sends nothing of what callers write: no paths, no headers, no words of theirs', () => {
    const sent = collector.received().toString('utf8')
    for (const words of ['nothing', 'nonsense', 'their-own-words', 'AAAAAAAA', 'limit', 'Bearer', server.token]) {
      expect(sent.includes(words), words).toBe(false)
    }
  })

  it('has the ID of the trace in the lines that it logs of the request', () => {
    const { attributes } = spanOf('POST /api/v1/keys')
    const lines = server
      .logs()
      .split('\n')
      .filter((line) => line.includes(String(attributes['keystead.request_id'])))
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.filter((line) => !line.includes(`"trace_id":"${traceId}"`))).toEqual([])
  })
})
