import { isKeysteadError } from '@keystead/sdk'
import type { QueryClient } from '@tanstack/react-query'
import { SessionNotKept } from '../session/session-not-kept.ts'
import { meQuery } from './queries.ts'

/** Reads who has just signed in. Without this, a session that was not kept would lead back to signing in, without a word. */
export async function confirmSession(client: QueryClient): Promise<void> {
  try {
    await client.fetchQuery({ ...meQuery, staleTime: 0, retry: false })
  } catch (error) {
    throw isKeysteadError(error) && error.status === 401 ? new SessionNotKept() : error
  }
}

/** After signing in by whichever way: nothing that was read before counts. */
export async function enter(client: QueryClient): Promise<void> {
  client.clear()
  await confirmSession(client)
}
