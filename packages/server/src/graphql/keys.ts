import { type AccountId, type ApiKey, createKey, deleteKey, findKeys, largestPageSize } from '@keystead/core'
import { type GraphqlContext, type Input, writeTime } from './context.ts'
import { fromNodeId, toNodeId } from './node-id.ts'

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

/** The newest keys of an owner, as many as one page holds: those that the caller may see. */
export function listKeysOf(owner: AccountId) {
  return (_arguments: unknown, { instance, principal, readOnce }: GraphqlContext) =>
    readOnce(`keys of ${owner}`, async () => {
      const { keys } = await findKeys(instance, principal, { owner, limit: largestPageSize })
      return { edges: keys.map((key) => ({ node: toApiKeyNode(key) })) }
    })
}

export const keyMutations = {
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
