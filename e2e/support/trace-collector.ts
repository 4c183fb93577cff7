// A collector of OpenTelemetry traces that keeps what it is sent: OTLP over HTTP, as JSON.

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

interface Attribute {
  readonly key: string
  readonly value: Readonly<Record<string, unknown>>
}

export interface Span {
  readonly name: string
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly status: { readonly code?: number }
  readonly attributes: Readonly<Record<string, unknown>>
}

export interface TraceCollector {
  readonly url: string
  /** Every byte that came: request lines, headers and bodies. */
  received(): Buffer
  spans(): Span[]
  close(): Promise<void>
}

export async function startTraceCollector(): Promise<TraceCollector> {
  const bodies: Buffer[] = []
  const heads: string[] = []
  const server = createServer(async (request, response) => {
    heads.push(`${request.url} ${JSON.stringify(request.rawHeaders)}\n`)
    bodies.push(await buffer(request))
    response.setHeader('content-type', 'application/json').end('{}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: () => Buffer.concat([Buffer.from(heads.join('')), ...bodies]),
    spans: () => bodies.flatMap(readSpans),
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function readSpans(body: Buffer): Span[] {
  const { resourceSpans } = JSON.parse(body.toString('utf8')) as {
    resourceSpans: { scopeSpans: { spans: (Omit<Span, 'attributes'> & { attributes: Attribute[] })[] }[] }[]
  }
  return resourceSpans
    .flatMap(({ scopeSpans }) => scopeSpans)
    .flatMap(({ spans }) => spans)
    .map((span) => ({
      ...span,
      attributes: Object.fromEntries(span.attributes.map(({ key, value }) => [key, Object.values(value)[0]])),
    }))
}
