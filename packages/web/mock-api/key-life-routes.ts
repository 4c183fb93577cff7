import type { ApiKey } from '@keystead/sdk'
import { type Call, type Handler, page, Refusal } from './call.ts'
import type { Stored } from './world.ts'

// What interrupts the life of a key.

export function keyOf(call: Call): Stored<ApiKey> {
  const found = call.world.keys.find(({ id }) => id === call.params[0])
  if (!found) throw new Refusal(404, 'KEY_NOT_FOUND')
  return found
}

function disableKey(call: Call): ApiKey {
  const { id, name } = call.world.me.principal
  const { minutes } = call.body
  const now = Date.now()
  const until = minutes === undefined ? null : new Date(now + minutes * 60_000).toISOString()
  const disabled = { at: new Date(now).toISOString(), by: { id, name }, until }
  return Object.assign(keyOf(call), { disabled, state: 'disabled' })
}

const dayMs = 86_400_000

export function isStale({ createdAt, expiresAt, lastUsedAt, state }: ApiKey, kind: string | null): boolean {
  if (kind === null) return true
  if (state !== 'active' || kind === 'owner_gone') return false
  const inDays = (days: number) => new Date(Date.now() + days * dayMs).toISOString()
  if (kind === 'never_used') return lastUsedAt === null
  if (kind === 'expiring') return expiresAt !== null && expiresAt < inDays(30)
  const before = inDays(-Number(kind.replaceAll(/\D/g, '')))
  return createdAt < before && (lastUsedAt ?? '') < before
}

function undeleteKey({ world, params: [id] }: Call): ApiKey {
  const found = world.deletedKeys.find((key) => key.id === id)
  if (!found) throw new Refusal(404, 'KEY_NOT_FOUND')
  const { deletion: _, ...key } = found
  world.deletedKeys = world.deletedKeys.filter((each) => each !== found)
  world.keys.unshift(key)
  return key
}

export const keyLifeRoutes: readonly (readonly [string, string, Handler])[] = [
  ['PUT', '/keys/:id/disablement', disableKey],
  ['DELETE', '/keys/:id/disablement', (call) => Object.assign(keyOf(call), { disabled: null, state: 'active' })],
  ['GET', '/deleted-keys', (call) => page('keys', call.world.deletedKeys, call)],
  ['POST', '/keys/:id/undelete', undeleteKey],
]
