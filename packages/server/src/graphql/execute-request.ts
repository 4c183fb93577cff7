import { KeysteadError, redactTokens } from '@keystead/core'
import { buildSchema, type DocumentNode, execute, GraphQLError, parse, specifiedRules, validate } from 'graphql'
import { z } from 'zod'
import { statusOf } from '../http/error-status.ts'
import { toKeysteadError } from '../http/to-keystead-error.ts'
import type { GraphqlContext } from './context.ts'
import { checkFieldLimits, checkTokenLimits } from './query-limits.ts'
import { rootValue } from './resolvers.ts'
import { typeDefinitions } from './type-definitions.ts'

const schema = buildSchema(typeDefinitions)

/** What all clients send; what else a body holds is passed over. */
export const graphqlRequestSchema = z.object({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
})

export type GraphqlRequest = z.infer<typeof graphqlRequestSchema>

export type GraphqlAnswer = {
  readonly status: number
  readonly data?: unknown
  /** Empty when all went well. */
  readonly errors: readonly (GraphQLError | KeysteadError)[]
}

/**
 * Runs one request. A document that does not fit the schema is answered with status 200, which is how older W&B clients
 * find out what a server cannot do; a failure of the domain with the status of its kind, which is what they need in order
 * not to take it for a success.
 */
export async function executeRequest(request: GraphqlRequest, context: GraphqlContext): Promise<GraphqlAnswer> {
  // Documents are cached, logged and quoted in errors all over the way; an alias even comes back in the answer.
  if (redactTokens(request.query) !== request.query) throw new KeysteadError('TOKEN_IN_DOCUMENT')
  const document = parseDocument(request.query)
  if (document instanceof GraphQLError) return { status: 400, errors: [document] }
  checkFieldLimits(document)
  // Clients hold these messages against a text without graphql-js' suggestions, which are slow to find besides.
  const invalid = validate(schema, document, specifiedRules, { maxErrors: 10, hideSuggestions: true })
  if (invalid.length > 0) return { status: 200, errors: invalid }

  const { data, errors = [] } = await execute({
    schema,
    document,
    hideSuggestions: true,
    rootValue,
    contextValue: context,
    variableValues: request.variables ?? {},
    // wandb 0.27.1 and newer send "" for documents without a name; graphql-js would look for an operation of that name.
    operationName: request.operationName || undefined,
  })
  const failure = errors.map(findCause).find((cause) => cause !== undefined)
  if (failure === undefined) return { status: 200, data, errors }
  return { status: statusOf[toKeysteadError(failure).kind], data, errors }
}

/** What one of our resolvers threw. Undefined where graphql-js itself found fault with the request. */
export function findCause({ originalError }: GraphQLError): Error | undefined {
  return originalError instanceof GraphQLError ? findCause(originalError) : originalError
}

function parseDocument(query: string): DocumentNode | GraphQLError {
  try {
    checkTokenLimits(query)
    return parse(query, { noLocation: true })
  } catch (error) {
    if (error instanceof GraphQLError) return error
    throw error
  }
}
