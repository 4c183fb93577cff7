import { z } from 'zod'

type Content = Readonly<Record<string, { readonly schema: object }>>
type Response = { readonly description: string; readonly content?: Content }
export type Operation = {
  readonly operationId: string
  readonly parameters?: readonly { readonly in: string; readonly name: string }[]
  readonly requestBody?: { readonly content: Content }
  readonly responses: Readonly<Record<string, Response>>
}
export type OpenapiDocument = {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, object>> }
}

/** All operations, as `METHOD /path/:parameter`, the way the router writes them. */
export function operationsOf({ paths }: OpenapiDocument): Map<string, Operation> {
  return new Map(
    Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, operation]) => [
        `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
        operation,
      ]),
    ),
  )
}

/**
 * What of an answer the document does not promise: an undeclared status or media type, a wrong or missing field, and a
 * field that is not declared (every schema of the document is closed). Empty for an answer that keeps to it.
 */
export function findBreaches(
  document: OpenapiDocument,
  operation: string,
  answer: { readonly status: number; readonly mediaType: string; readonly body: unknown },
): string[] {
  const responses = operationsOf(document).get(operation)?.responses
  if (responses === undefined) return [`${operation} is not in the document`]
  // A success must be declared by its status; only failures may hide behind `default`.
  const response = responses[answer.status] ?? (answer.status >= 400 ? responses.default : undefined)
  if (response === undefined) return [`${operation} does not declare ${answer.status}`]
  if (response.content === undefined && answer.body === undefined) return []
  const schema = response.content?.[answer.mediaType]?.schema
  if (schema === undefined) return [`${operation} does not declare ${answer.mediaType} for ${answer.status}`]
  const result = compile(document, schema).safeParse(answer.body)
  return result.success ? [] : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
}

/** Zod reads JSON Schema too, but looks for what a schema refers to under `$defs`, in the schema itself. */
function compile({ components }: OpenapiDocument, schema: object): z.ZodType {
  const whole = JSON.stringify({ ...schema, $defs: components.schemas })
  return z.fromJSONSchema(JSON.parse(whole.replaceAll('#/components/schemas/', '#/$defs/')))
}
