import { apiKey } from '@better-auth/api-key'
import type { SecondaryStorage } from '@better-auth/core/db'
import { betterAuth } from 'better-auth'

export type BetterAuthKeys = {
  readonly tokens: readonly string[]
  verify(token: string): Promise<boolean>
}

/**
 * better-auth with its plugin for API keys as fast as it goes without giving up what it does for security: keys in a map
 * of this process, nothing on a disk, no limit of requests (by default, a key is good for ten a day).
 */
export async function openBetterAuth(keys: number): Promise<BetterAuthKeys> {
  const auth = betterAuth({
    baseURL: 'http://127.0.0.1',
    // Of this process alone, and of no use to anybody.
    secret: crypto.randomUUID() + crypto.randomUUID(),
    telemetry: { enabled: false },
    logger: { level: 'error' },
    emailAndPassword: { enabled: true },
    secondaryStorage: storageInMemory(),
    // The use of a key is noted behind the answer, which is a little faster.
    advanced: { backgroundTasks: { handler: (task) => void task.catch(fail) } },
    plugins: [apiKey({ storage: 'secondary-storage', deferUpdates: true, rateLimit: { enabled: false } })],
  })
  const { user } = await auth.api.signUpEmail({
    body: { email: 'bench@example.com', password: crypto.randomUUID(), name: 'bench' },
  })
  const tokens: string[] = []
  // One after the other: each is written into the list of all that the user has.
  while (tokens.length < keys) tokens.push((await auth.api.createApiKey({ body: { userId: user.id } })).key)
  return {
    tokens,
    verify: async (token) => (await auth.api.verifyApiKey({ body: { key: token } })).valid,
  }
}

function fail(error: unknown): never {
  throw error
}

function storageInMemory(): SecondaryStorage {
  const stored = new Map<string, string>()
  const get = (key: string) => stored.get(key) ?? null
  const forget = (key: string) => {
    stored.delete(key)
  }
  return {
    get,
    getAndDelete(key) {
      const value = get(key)
      forget(key)
      return value
    },
    increment(key) {
      const count = Number(get(key) ?? 0) + 1
      stored.set(key, String(count))
      return count
    },
    set(key, value) {
      stored.set(key, value)
    },
    delete: forget,
  }
}
