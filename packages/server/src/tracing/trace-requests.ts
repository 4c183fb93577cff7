import {
  type Context,
  context,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  type TextMapGetter,
  trace,
} from '@opentelemetry/api'
import type { FastifyInstance } from 'fastify'
import { getTracer } from './run-in-span.ts'

declare module 'fastify' {
  interface FastifyRequest {
    traceContext: Context | null
  }
}

// `tracestate` and `baggage` are the caller's own words, and a token could be among them.
const traceParentOnly: TextMapGetter<Readonly<Record<string, unknown>>> = {
  keys: () => ['traceparent'],
  get: (headers, name) => {
    const value = name === 'traceparent' ? headers[name] : undefined
    return typeof value === 'string' ? value : undefined
  },
}

/**
 * A span for each request, under that of the caller (W3C Trace Context), and its ID in each log line of the request. A span
 * holds the route and the status: never the URL, a header or a body, in which people put what they should not.
 */
export function traceRequests(app: FastifyInstance): void {
  app.decorateRequest('traceContext', null)
  app.addHook('onRequest', (request, reply, done) => {
    const { method, routeOptions, id } = request
    const route = routeOptions.url ?? '(none)'
    const attributes = { 'http.request.method': method, 'http.route': route, 'keystead.request_id': id }
    const caller = propagation.extract(ROOT_CONTEXT, request.headers, traceParentOnly)
    const span = getTracer().startSpan(`${method} ${route}`, { kind: SpanKind.SERVER, attributes }, caller)
    request.traceContext = trace.setSpan(caller, span)
    request.log = request.log.child({ trace_id: span.spanContext().traceId })
    reply.log = request.log
    // Once for each, whether the answer went out or the client went away.
    reply.raw.once('close', () => {
      span.setAttribute('http.response.status_code', reply.statusCode)
      if (reply.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
      span.end()
    })
    context.with(request.traceContext, done)
  })
  // A body arrives in turns of the socket's own, which know nothing of the request.
  app.addHook('preValidation', (request, _reply, done) => {
    context.with(request.traceContext ?? ROOT_CONTEXT, done)
  })
}
