import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { version } from '../version.ts'

/** How the OpenAPI document is made from the schemas that validate requests and strip answers. */
export const openapiOptions: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: { title: 'Keystead', version, description: 'API keys: made, found, renamed, deleted and checked.' },
    tags: [
      { name: 'keys', description: 'Making, finding, renaming and deleting keys' },
      { name: 'me', description: 'Who the credentials belong to' },
      { name: 'policies', description: 'What an organization has decided about its keys' },
      { name: 'verify', description: 'Checking keys, for the services that they are presented to' },
    ],
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'An API key as bearer token' },
        basic: { type: 'http', scheme: 'basic', description: 'An API key as password, with any user name' },
      },
    },
    security: [{ bearer: [] }, { basic: [] }],
  },
  transform: jsonSchemaTransform,
  transformObject: (document) => withoutUnusedSchemas(jsonSchemaTransformObject(document)),
}

/** The library lists each named schema twice, as it is read and as it is written; nothing of ours is both. */
function withoutUnusedSchemas(document: object) {
  const { components, ...rest } = document as { components?: { schemas?: Record<string, object> } }
  const used = JSON.stringify(rest)
  const schemas = Object.entries(components?.schemas ?? {}).filter(([name]) =>
    used.includes(`"#/components/schemas/${name}"`),
  )
  return { ...rest, components: { ...components, schemas: Object.fromEntries(schemas) } }
}
