import { type ApiKey, type KeyOwner, keyType } from '../model/api-key.ts'
import type { EventKey, EventOwner } from '../model/event.ts'

/** A key as events tell of it. */
export function describeEventKey(key: ApiKey): EventKey {
  return {
    id: key.id,
    name: key.name,
    type: keyType(key),
    owner: describeEventOwner(key.owner),
    organization: key.organization && { id: key.organization.id, name: key.organization.name },
    createdAt: writeEventTime(key.createdAt),
    expiresAt: key.expiresAt === null ? null : writeEventTime(key.expiresAt),
    lastUsedAt: key.lastUsedAt === null ? null : writeEventTime(key.lastUsedAt),
  }
}

/** An owner, without the e-mail address: a receiver needs none, and it would lie there. */
export function describeEventOwner(owner: KeyOwner): EventOwner {
  const { id, name } = owner
  return owner.type === 'user'
    ? { type: 'user', id, username: owner.username, name }
    : { type: 'service_account', id, name }
}

export function writeEventTime(time: number): string {
  return new Date(time).toISOString()
}
