import { KeysteadError } from '@keystead/core'
import { type SpanOptions, SpanStatusCode, trace } from '@opentelemetry/api'
import { version } from '../version.ts'

export const getTracer = () => trace.getTracer('keystead', version)

/**
 * Does the work inside of a span, under the one that is active. Of a failure the span holds its code and no word more: the
 * message of somebody else's error could hold anything.
 */
export function runInSpan<Result>(name: string, options: SpanOptions, work: () => Promise<Result>): Promise<Result> {
  return getTracer().startActiveSpan(name, options, async (span) => {
    try {
      return await work()
    } catch (error) {
      const isOurs = error instanceof KeysteadError
      span.setAttribute('error.type', isOurs ? error.code : 'INTERNAL')
      const isRefusal = isOurs && error.kind !== 'internal' && error.kind !== 'unavailable'
      if (!isRefusal) span.setStatus({ code: SpanStatusCode.ERROR })
      throw error
    } finally {
      span.end()
    }
  })
}
