import { buildSchema, type GraphQLArgument, getNamedType, isInputObjectType, isObjectType } from 'graphql'
import { type OpenapiDocument, operationsOf } from '../openapi-conformance.ts'
import { isReference, type Row } from './row.ts'

type Table = Readonly<Record<string, Row>>

/** Routes without a row, and rows without a route. */
export function findMissingRows(routes: readonly string[], table: Table): string[] {
  return [
    ...routes.filter((route) => !(route in table)).map((route) => `${route} has no row`),
    ...Object.keys(table)
      .filter((route) => !routes.includes(route))
      .map((route) => `there is no ${route}`),
  ]
}

/** Parts of requests of which no row says what they name, and parts of rows that are none of requests. */
export function findMissingParts(parts: ReadonlyMap<string, readonly string[]>, table: Table): string[] {
  return [...parts].flatMap(([route, names]) => {
    const stated = Object.keys(table[route]?.parts ?? {})
    return [
      ...names.filter((name) => !stated.includes(name)).map((name) => `${route} does not say what ${name} is`),
      ...stated.filter((name) => !names.includes(name)).map((name) => `${route} takes no ${name}`),
    ]
  })
}

/** Rows that ask for nothing, and do not say why. */
export function findSilentRows(table: Table): string[] {
  return Object.entries(table)
    .filter(([, { parts, why }]) => Object.values(parts).some(isReference) === (why !== undefined))
    .map(([route]) => `${route} either asks or says why not`)
}

/** By route, all that its requests may hold, as the document says. */
export function partsOfRoutes(document: OpenapiDocument): Map<string, string[]> {
  return new Map(
    [...operationsOf(document)].map(([route, operation]) => {
      const { parameters = [], requestBody } = operation as Operation
      const schema = requestBody?.content['application/json']?.schema
      const inBody = schema === undefined ? [] : propertiesOf(schema, document).map((name) => `body.${name}`)
      return [route, [...parameters.map((parameter) => `${parameter.in}.${parameter.name}`), ...inBody]]
    }),
  )
}

/** By field, all that its arguments may hold: fields of Query and Mutation, and every other that takes arguments. */
export function partsOfFields(typeDefinitions: string): Map<string, string[]> {
  const schema = buildSchema(typeDefinitions)
  const types = Object.values(schema.getTypeMap()).filter(isObjectType)
  return new Map(
    types
      .filter(({ name }) => !name.startsWith('__'))
      .flatMap((type) =>
        Object.values(type.getFields())
          .filter(({ args }) => args.length > 0 || type === schema.getQueryType() || type === schema.getMutationType())
          .map(({ name, args }) => [`${type.name}.${name}`, args.flatMap(partsOfArgument)] as const),
      ),
  )
}

function partsOfArgument({ name, type }: GraphQLArgument): string[] {
  const named = getNamedType(type)
  return isInputObjectType(named) ? Object.keys(named.getFields()).map((field) => `${name}.${field}`) : [name]
}

type Schema = {
  readonly $ref?: string
  readonly properties?: Readonly<Record<string, unknown>>
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
}

type Operation = {
  readonly parameters?: readonly { readonly in: string; readonly name: string }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
}

function propertiesOf(schema: Schema, document: OpenapiDocument): string[] {
  const { $ref, properties = {}, anyOf = [], oneOf = [], allOf = [] } = schema
  const referred = $ref === undefined ? undefined : document.components.schemas[$ref.split('/').at(-1) ?? '']
  const parts = [...anyOf, ...oneOf, ...allOf, ...(referred === undefined ? [] : [referred as Schema])]
  return [...new Set([...Object.keys(properties), ...parts.flatMap((part) => propertiesOf(part, document))])]
}
