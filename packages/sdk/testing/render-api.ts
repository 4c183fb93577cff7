import type { OpenapiDocument, Operation } from './openapi-document.ts'

/**
 * The TypeScript of an OpenAPI document: a type for each schema and each query under the name it has there, and a table of
 * the operations. It reads what our schemas consist of and fails on anything else, so that no type is silently `unknown`.
 */
export function renderApi(document: OpenapiDocument): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  )
  operations.sort((one, other) => (one.operation.operationId < other.operation.operationId ? -1 : 1))
  return [
    '// Generated from the OpenAPI document of the server by `npx vitest run e2e/house -u`. Do not edit.',
    ...Object.entries(document.components.schemas).map(([name, schema]) => renderNamed(name, schema)),
    ...operations.flatMap(({ operation }) => renderQuery(operation)),
    renderSignatures(operations.map(({ operation }) => operation)),
    '/** Where each operation is found, behind `/api/v1`. */',
    'export const operations = {',
    ...operations.map(({ path, method, operation }) => {
      const repeatable = parametersIn(operation, 'header').some(({ name }) => name === 'idempotency-key')
      const address = `method: '${method}', path: '${path.replace('/api/v1', '')}'`
      return `  ${operation.operationId}: { ${address}${repeatable ? ', takesIdempotencyKey: true' : ''} },`
    }),
    '} as const',
    '',
  ].join('\n')
}

type Schema = {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
}

const renderNamed = (name: string, schema: Schema) =>
  `\n${renderComment(schema.description, '')}export type ${name} = ${renderType(schema, '')}`

function renderType(schema: Schema, indent: string): string {
  const { $ref, const: constant, enum: words, type, items } = schema
  const variants = schema.anyOf ?? schema.oneOf
  if ($ref !== undefined) return $ref.replace('#/components/schemas/', '')
  if (constant !== undefined) return renderWord(constant)
  if (words !== undefined) return renderUnion(words.map(renderWord), indent)
  if (variants !== undefined) return variants.map((variant) => renderType(variant, indent)).join(' | ')
  if (typeof type === 'object') return type.map((one) => renderType({ ...schema, type: one }, indent)).join(' | ')
  if (type === 'string' || type === 'boolean' || type === 'null') return type
  if (type === 'integer' || type === 'number') return 'number'
  if (type === 'array' && items !== undefined) return `readonly ${parenthesize(renderType(items, indent))}[]`
  if (type === 'object') return renderObject(schema, indent)
  throw new Error(`a schema that this generator does not know: ${JSON.stringify(schema)}`)
}

function renderObject({ properties, required = [], additionalProperties }: Schema, indent: string): string {
  if (properties === undefined) {
    if (typeof additionalProperties !== 'object') throw new Error('an object of nothing that is known')
    return `Readonly<Record<string, ${renderType(additionalProperties, indent)}>>`
  }
  const inner = `${indent}  `
  const lines = Object.entries(properties).map(([name, schema]) => {
    const type = renderType(schema, inner)
    const field = required.includes(name) ? `${name}: ${type}` : `${name}?: ${type} | undefined`
    return `${renderComment(schema.description, inner)}${inner}readonly ${field}`
  })
  return `{\n${lines.join('\n')}\n${indent}}`
}

const parenthesize = (type: string) => (type.includes(' | ') ? `(${type})` : type)

const renderWord = (word: unknown) => (typeof word === 'string' ? `'${word}'` : String(word))

function renderUnion(words: readonly string[], indent: string): string {
  const line = words.join(' | ')
  return line.length <= 80 ? line : words.map((word) => `\n${indent}  | ${word}`).join('')
}

const renderComment = (text: string | undefined, indent: string) =>
  text === undefined ? '' : `${indent}/** ${text.replaceAll('*/', '* /')} */\n`

const queryName = ({ operationId }: Operation) => `${operationId.replace(/^\w/, (letter) => letter.toUpperCase())}Query`

const parametersIn = ({ parameters = [] }: Operation, place: string) => parameters.filter((one) => one.in === place)

function renderQuery(operation: Operation): string[] {
  const parameters = parametersIn(operation, 'query')
  if (parameters.length === 0) return []
  const properties = Object.fromEntries(
    parameters.map(({ name, schema, description }) => [
      name,
      description === undefined ? schema : { ...schema, description },
    ]),
  )
  const required = parameters.flatMap((parameter) => (parameter.required ? [parameter.name] : []))
  return [renderNamed(queryName(operation), { type: 'object', properties, required })]
}

function renderSignatures(operations: readonly Operation[]): string {
  const lines = operations.map((operation) => {
    const path = parametersIn(operation, 'path').map(({ name }) => `readonly ${name}: string`)
    const body = operation.requestBody?.content['application/json']?.schema as Schema | undefined
    const [success] = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'))
    const answer = Object.values(success?.[1].content ?? {})[0]?.schema as Schema | undefined
    const parts = [
      ...(path.length > 0 ? [`path: { ${path.join('; ')} }`] : []),
      ...(parametersIn(operation, 'query').length > 0 ? [`query: ${queryName(operation)}`] : []),
      ...(body === undefined ? [] : [`body: ${renderType(body, '')}`]),
      `answer: ${answer === undefined ? 'undefined' : renderType(answer, '')}`,
    ]
    return `${renderComment(operation.summary, '  ')}  ${operation.operationId}: { ${parts.join('; ')} }`
  })
  return `\n/** What each operation takes and answers. */\nexport type Operations = {\n${lines.join('\n')}\n}\n`
}
