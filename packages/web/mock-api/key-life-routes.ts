import type { ApiKey } from '@keystead/sdk'
import { type Call, type Handler, Refusal } from './call.ts'
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

export const keyLifeRoutes: readonly (readonly [string, string, Handler])[] = [
  ['PUT', '/keys/:id/disablement', disableKey],
  ['DELETE', '/keys/:id/disablement', (call) => Object.assign(keyOf(call), { disabled: null, state: 'active' })],
]
