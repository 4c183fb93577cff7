import type { EventType } from '@keystead/sdk'

/** A test is sent to whoever asks for it, whatever they chose. */
export type OfferedType = Exclude<EventType, 'webhook.test'>
export const eventGroups = ['keys', 'rotations', 'organization'] as const
export type EventGroup = (typeof eventGroups)[number]

/** Each type has its group: one that the server gains, too. */
const groupOf: Readonly<Record<OfferedType, EventGroup>> = {
  'key.created': 'keys',
  'key.deleted': 'keys',
  'key.undeleted': 'keys',
  'key.disabled': 'keys',
  'key.enabled': 'keys',
  'key.leaked': 'keys',
  'key.expiring': 'keys',
  'keys.stale': 'keys',
  'rotation.opened': 'rotations',
  'rotation.ready': 'rotations',
  'rotation.stuck': 'rotations',
  'rotation.completed': 'rotations',
  'policies.changed': 'organization',
}

export const typesIn = (group: EventGroup): readonly OfferedType[] =>
  (Object.keys(groupOf) as OfferedType[]).filter((type) => groupOf[type] === group)
