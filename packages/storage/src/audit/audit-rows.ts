import type { AuditEvent, OrganizationId, TeamId } from '@keystead/core'
import type { Insertable, Selectable } from 'kysely'
import type { Tables } from '../tables.ts'

type AuditRow = Selectable<Tables['audit_events']>

export function toAuditEvent(row: AuditRow): AuditEvent {
  return {
    number: row.number,
    at: row.at,
    action: row.action as AuditEvent['action'],
    outcome: row.outcome as AuditEvent['outcome'],
    code: row.code as AuditEvent['code'],
    actor: {
      type: row.actor_type as AuditEvent['actor']['type'],
      id: row.actor_id,
      name: row.actor_name,
      email: row.actor_email,
      keyId: row.actor_key_id,
    },
    ip: row.ip,
    requestId: row.request_id,
    organization: toReference<OrganizationId>(row.organization_id, row.organization_name),
    team: toReference<TeamId>(row.team_id, row.team_name),
    target: {
      type: row.target_type as AuditEvent['target']['type'],
      id: row.target_id,
      name: row.target_name,
      email: row.target_email,
    },
    details: readDetails(row.details),
    macKeyId: row.mac_key_id,
    mac: row.mac,
  }
}

// A row that somebody changed is still read: whoever looks into it must see the trail, and its MAC tells that it was changed.

/** Half of a reference is none of ours, and is not passed over as if it were not there. */
function toReference<Id extends string>(id: string | null, name: string | null) {
  return id === null && name === null ? null : { id: (id ?? '') as Id, name: name ?? '' }
}

function readDetails(text: string): AuditEvent['details'] {
  try {
    const details: unknown = JSON.parse(text)
    const isPlain = typeof details === 'object' && details !== null && !Array.isArray(details)
    if (isPlain && Object.values(details).every((value) => value === null || typeof value !== 'object')) {
      return details as AuditEvent['details']
    }
  } catch {
    // As below.
  }
  return { unreadable: text }
}

export function toAuditRow(event: AuditEvent): Insertable<Tables['audit_events']> {
  const { actor, organization, team, target } = event
  return {
    number: event.number,
    at: event.at,
    action: event.action,
    outcome: event.outcome,
    code: event.code,
    actor_type: actor.type,
    actor_id: actor.id,
    actor_name: actor.name,
    actor_email: actor.email,
    actor_key_id: actor.keyId,
    ip: event.ip,
    request_id: event.requestId,
    organization_id: organization && organization.id,
    organization_name: organization && organization.name,
    team_id: team && team.id,
    team_name: team && team.name,
    target_type: target.type,
    target_id: target.id,
    target_name: target.name,
    target_email: target.email,
    details: JSON.stringify(event.details),
    mac_key_id: event.macKeyId,
    mac: event.mac,
  }
}
