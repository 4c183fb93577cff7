import { type ErrorCode, type ErrorDetail, KeysteadError } from '@keystead/core'
import type { FastifyError } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'

// What Fastify refuses by itself before a route is reached: https://fastify.dev/docs/latest/Reference/Errors/
const codesOfFastify: Record<string, ErrorCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'MALFORMED_JSON',
  FST_ERR_CTP_INVALID_JSON_BODY: 'MALFORMED_JSON',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'INVALID_REQUEST',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_BAD_URL: 'NOT_FOUND',
  FST_ERR_MAX_PARAM_LENGTH: 'NOT_FOUND',
  FST_ERR_ASYNC_CONSTRAINT: 'NOT_FOUND',
}

/** Any failure of a request as one of the registry. What nobody foresaw becomes `INTERNAL`, with its cause for the log. */
export function toKeysteadError(error: unknown): KeysteadError {
  if (error instanceof KeysteadError) return error
  if (hasZodFastifySchemaValidationErrors(error)) {
    return new KeysteadError('INVALID_REQUEST', {
      details: error.validation.map((issue) => toDetail(issue as ValidationIssue)),
    })
  }
  if (error instanceof SyntaxError && 'statusCode' in error) return new KeysteadError('MALFORMED_JSON')
  const code = codesOfFastify[(error as FastifyError | undefined)?.code ?? '']
  if (code !== undefined) return new KeysteadError(code)
  // The client went away in the middle of its request: nobody is left to read the answer, and nothing is ours to mend.
  if ((error as NodeJS.ErrnoException | undefined)?.code === 'ECONNRESET') {
    return new KeysteadError('INVALID_REQUEST', { internal: 'the client went away' })
  }
  return new KeysteadError('INTERNAL', {
    cause: error,
    internal: error instanceof Error ? error.message : String(error),
  })
}

type ValidationIssue = {
  readonly keyword: string
  readonly instancePath: string
  readonly message?: string
  readonly params: { readonly keys?: unknown }
}

// No secret is this short, and no property of ours is longer.
const harmlessProperty = /^[A-Za-z][A-Za-z0-9_]{0,29}$/

/** Zod's own words name the properties that it does not know. Those are input, so only harmless ones are repeated. */
function toDetail({ keyword, instancePath, message, params }: ValidationIssue): ErrorDetail {
  const path = instancePath.replace(/^\//, '').replaceAll('/', '.')
  if (keyword !== 'unrecognized_keys') return { path, message: message ?? 'Invalid input' }
  const keys = Array.isArray(params.keys) ? params.keys.map(String) : []
  const names = keys.filter((key) => harmlessProperty.test(key) && !key.includes('_v1_'))
  return { path, message: names.length === 0 ? 'Unknown property' : `Unknown property: ${names.join(', ')}` }
}
