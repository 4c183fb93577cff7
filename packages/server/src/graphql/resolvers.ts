import {
  type ApiKey,
  createKey,
  deleteKey,
  findKeys,
  type Instance,
  largestPageSize,
  type Principal,
} from '@keystead/core'
import { version } from '../version.ts'
import { fromNodeId, toNodeId } from './node-id.ts'

export type GraphqlContext = {
  readonly instance: Instance
  readonly principal: Principal
  readonly publicUrl: () => string
  /** The caller's own keys: read once, however often a document asks for them. */
  readonly ownKeys: () => Promise<readonly ApiKey[]>
}

export function makeContext(instance: Instance, principal: Principal, publicUrl: () => string): GraphqlContext {
  let reading: Promise<readonly ApiKey[]> | undefined
  const read = async () => {
    const { keys } = await findKeys(instance, principal, { owner: principal.user.id, limit: largestPageSize })
    return keys
  }
  return {
    instance,
    principal,
    publicUrl,
    ownKeys: () => {
      reading ??= read()
      return reading
    },
  }
}

type Input<Fields> = { readonly input: Fields & { readonly clientMutationId?: string | null } }

const writeTime = (time: number | null) => (time === null ? null : new Date(time).toISOString())

/** W&B's words for ours: its `ApiKey.name` is our key ID, its `description` is our name. */
function toApiKeyNode(key: ApiKey) {
  return {
    __typename: 'ApiKey',
    id: toNodeId('ApiKey', key.id),
    name: key.id as string,
    description: key.name,
    createdAt: writeTime(key.createdAt),
    lastUsedAt: writeTime(key.lastUsedAt),
  }
}

/** Every user has an entity of their own, of the same name, where clients put what names no team. */
function toPersonalEntity({ user }: Principal) {
  return {
    __typename: 'Entity',
    id: toNodeId('Entity', user.id),
    name: user.username,
    isTeam: false,
    available: true,
    readOnly: false,
  }
}

function toViewer(principal: Principal) {
  const { user } = principal
  return {
    __typename: 'User',
    id: toNodeId('User', user.id),
    name: user.name,
    username: user.username,
    email: user.email,
    admin: user.instanceAdmin,
    accountType: 'USER',
    entity: user.username,
    defaultEntity: toPersonalEntity(principal),
    // Clients below 0.26.1 parse it as JSON and fail on null.
    flags: '{}',
    createdAt: writeTime(user.createdAt),
    deletedAt: null,
    teams: { edges: [{ node: toPersonalEntity(principal) }] },
    apiKeys: listOwnKeys,
  }
}

async function listOwnKeys(_arguments: unknown, { ownKeys }: GraphqlContext) {
  return { edges: (await ownKeys()).map((key) => ({ node: toApiKeyNode(key) })) }
}

const serverInfo = ({ publicUrl }: GraphqlContext) => ({
  // No client is too old or too new for us: what they cannot do, they say themselves.
  cliVersionInfo: { min_cli_version: '0.0.1', max_cli_version: '999.0.0' },
  latestLocalVersionInfo: { outOfDate: false, latestVersionString: version, versionOnThisInstanceString: version },
  features: [],
  frontendHost: publicUrl(),
})

/** What the roots of the schema answer. Each calls one function of the core and translates; no rule lives here. */
export const rootValue = {
  viewer: (_arguments: unknown, { principal }: GraphqlContext) => toViewer(principal),

  serverInfo: (_arguments: unknown, context: GraphqlContext) => serverInfo(context),

  generateApiKey: async (
    { input }: Input<{ readonly description?: string | null }>,
    { instance, principal }: GraphqlContext,
  ) => {
    // W&B's clients may leave the description out; a key here always has a name.
    const name = input.description?.trim() || 'API key'
    const { key, token } = await createKey(instance, principal, { name })
    return { apiKey: { ...toApiKeyNode(key), name: token.reveal() }, clientMutationId: input.clientMutationId }
  },

  deleteApiKey: async ({ input }: Input<{ readonly id: string }>, { instance, principal }: GraphqlContext) => {
    await deleteKey(instance, principal, fromNodeId('ApiKey', input.id))
    return { success: true, clientMutationId: input.clientMutationId }
  },
}
