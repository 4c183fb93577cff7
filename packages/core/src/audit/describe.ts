import { type Caller, keyIdOf, type Principal } from '../access/principal.ts'
import type { Organization, Person, ServiceAccount, Team, TeamReference, User } from '../model/account.ts'
import type { ApiKey, Disablement } from '../model/api-key.ts'
import type { AuditActor, AuditTarget } from '../model/audit-event.ts'
import type { Invitation } from '../model/invitation.ts'
import type { Session } from '../model/session.ts'
import type { Webhook } from '../model/webhook.ts'

// How the trail calls what there is: by ID, and by what it was called at that moment.

export const operator: AuditActor = { type: 'operator', id: null, name: null, email: null, keyId: null }
export const keysteadItself: AuditActor = { type: 'keystead', id: null, name: null, email: null, keyId: null }
export const nobodyKnown: AuditActor = { type: 'anonymous', id: null, name: null, email: null, keyId: null }

export function describeActor(principal: Principal | Caller): AuditActor {
  if (principal.kind === 'user') {
    const { id, username, email } = principal.user
    return { type: 'user', id, name: username, email, keyId: keyIdOf(principal) }
  }
  const { id, name } = principal.serviceAccount
  return { type: 'service_account', id, name, email: null, keyId: keyIdOf(principal) }
}

/** Who did something to a key, as its owner reads it. */
export function nameDoer(principal: Principal): NonNullable<Disablement['by']> {
  const { id, name } = principal.kind === 'user' ? principal.user : principal.serviceAccount
  return { id, name }
}

export function describeKey({ id, name, owner }: Pick<ApiKey, 'id' | 'name' | 'owner'>): AuditTarget {
  return { type: 'key', id, name, email: owner.type === 'user' ? owner.email : null }
}

/** The team of a key's service account, if it has one. */
export function teamOfKey({ owner }: Pick<ApiKey, 'owner'>): TeamReference | null {
  return owner.type === 'service_account' ? owner.team : null
}

export function describeUser({ id, username, email }: User | Person): AuditTarget {
  return { type: 'user', id, name: username, email }
}

export function describeOrganization({ id, name }: Pick<Organization, 'id' | 'name'>): AuditTarget {
  return { type: 'organization', id, name, email: null }
}

export function describeTeam({ id, name }: Pick<Team, 'id' | 'name'>): AuditTarget {
  return { type: 'team', id, name, email: null }
}

export function describeServiceAccount({ id, name }: ServiceAccount): AuditTarget {
  return { type: 'service_account', id, name, email: null }
}

export function describeInvitation({ id, email }: Invitation): AuditTarget {
  return { type: 'invitation', id, name: null, email }
}

export function describeSession({ id, userAgent }: Session): AuditTarget {
  return { type: 'session', id, name: userAgent, email: null }
}

/** By where it leads, without the path: that is often as good as a password. */
export function describeWebhook({ id, url }: Pick<Webhook, 'id' | 'url'>): AuditTarget {
  return { type: 'webhook', id, name: URL.parse(url)?.host ?? null, email: null }
}
