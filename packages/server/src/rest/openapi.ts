import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { version } from '../version.ts'
import { nameSchemas } from './name-schemas.ts'

/** How the OpenAPI document is made from the schemas that validate requests and strip answers. */
export const openapiOptions: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: {
      title: 'Keystead',
      version,
      description: 'API keys: made, found, renamed, deleted and checked; and who may do so where.',
    },
    tags: [
      { name: 'audit', description: 'Who did what, and what was refused' },
      { name: 'invitations', description: 'Letting people into organizations' },
      { name: 'keys', description: 'Making, finding, renaming, blocking and deleting keys' },
      { name: 'me', description: 'Who the credentials belong to' },
      { name: 'members', description: 'Who belongs to an organization, and as what' },
      { name: 'organizations', description: 'Where people and service accounts belong' },
      { name: 'policies', description: 'What an organization has decided about its keys' },
      { name: 'service accounts', description: 'Identities that are no persons, of an organization or of a team' },
      { name: 'teams', description: 'The parts of an organization, and who is in them' },
      { name: 'users', description: 'Everyone on this instance' },
      { name: 'sessions', description: 'Signing in to the console, and what belongs to it' },
      { name: 'refusals', description: 'Why a key was refused, for those whose key it is' },
      { name: 'webhooks', description: 'Telling other services of what happens' },
      { name: 'verify', description: 'Checking keys, for the services that they are presented to' },
    ],
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'An API key as bearer token' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: '__Host-keystead',
          description: 'What a browser holds since somebody signed in; without TLS it is called `keystead`',
        },
        basic: { type: 'http', scheme: 'basic', description: 'An API key as password, with any user name' },
      },
    },
    security: [{ bearer: [] }, { basic: [] }, { session: [] }],
  },
  transform: jsonSchemaTransform,
  transformObject: (document) => nameSchemas(jsonSchemaTransformObject(document)),
}
