import { createUser, findUsers, largestPageSize, type User } from '@keystead/core'
import type { GraphqlContext, Input } from './context.ts'
import { toServiceAccountNode, toUserNode } from './nodes.ts'

type UsersArguments = { readonly query?: string | null; readonly first?: number | null; readonly after?: string | null }

export const userQueries = {
  viewer: (_arguments: unknown, { principal }: GraphqlContext) =>
    principal.kind === 'user' ? toUserNode(principal.user) : toServiceAccountNode(principal.serviceAccount),

  users: ({ query, first, after }: UsersArguments, { instance, principal, readOnce }: GraphqlContext) =>
    readOnce(`users ${JSON.stringify([query, first, after])}`, async () => {
      const { items, nextCursor } = await findUsers(instance, principal, {
        query: query ?? undefined,
        limit: Math.max(1, first ?? largestPageSize),
        cursor: after ?? undefined,
      })
      return {
        edges: exactFirst(items, query ?? '').map((user) => ({ node: toUserNode(user) })),
        pageInfo: { hasNextPage: nextCursor !== null, endCursor: nextCursor },
      }
    }),
}

/** A client that asks for one user takes the first who matches, of whom `bo` need not be the first by name. */
function exactFirst(users: readonly User[], query: string): readonly User[] {
  const wanted = query.trim().toLowerCase()
  const isExact = ({ username, email }: User) => username === wanted || email === wanted
  return [...users.filter(isExact), ...users.filter((user) => !isExact(user))]
}

export const userMutations = {
  createUser: async (
    { input }: Input<{ readonly email: string; readonly admin?: boolean | null }>,
    { instance, principal }: GraphqlContext,
  ) => {
    const { email, admin, clientMutationId } = input
    const user = await createUser(instance, principal, { email, instanceAdmin: admin ?? false })
    return { user: toUserNode(user), clientMutationId }
  },
}
