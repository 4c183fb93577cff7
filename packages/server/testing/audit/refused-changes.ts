import type { AuditAction, ErrorCode } from '@keystead/core'
import type { AuditWorld } from './audit-world.ts'

type Request = readonly [method: string, path: string, body?: unknown]

type Row = readonly [
  action: AuditAction,
  code: ErrorCode,
  /** What the trail keeps of what was named; null for nothing. */
  named: string | null,
  ask: (world: AuditWorld) => Promise<Request> | Request,
]

/** One refusal at least of everything that asks for credentials: by a member of acme, who may do none of it. */
export const refusedChanges: readonly Row[] = [
  ['key.create', 'INVALID_NAME', null, () => ['POST', '/keys', { name: ' ' }]],
  ['key.create', 'OWNER_NOT_ALLOWED', 'usr_somebody', () => ['POST', '/keys', { name: 'x', owner: 'usr_somebody' }]],
  ['key.create', 'ORGANIZATION_NOT_FOUND', null, () => ['POST', '/keys', { name: 'x', organization: 'birch' }]],
  ['key.rename', 'KEY_NOT_FOUND', 'nosuchkeynosuchk', () => ['PATCH', '/keys/nosuchkeynosuchk', { name: 'x' }]],
  ['key.delete', 'KEY_NOT_FOUND', 'nosuchkeynosuchk', () => ['DELETE', '/keys/nosuchkeynosuchk']],
  ['key.block', 'KEY_NOT_FOUND', 'nosuchkeynosuchk', () => ['PUT', '/keys/nosuchkeynosuchk/blocks/acme']],
  ['key.disable', 'KEY_NOT_FOUND', 'nosuchkeynosuchk', () => ['PUT', '/keys/nosuchkeynosuchk/disablement', {}]],
  ['key.enable', 'KEY_NOT_FOUND', 'nosuchkeynosuchk', () => ['DELETE', '/keys/nosuchkeynosuchk/disablement']],
  [
    'key.unblock',
    'ORGANIZATION_NOT_FOUND',
    'nosuchkeynosuchk',
    () => ['DELETE', '/keys/nosuchkeynosuchk/blocks/birch'],
  ],
  ['rotation.open', 'KEY_NOT_FOUND', 'nosuchkeynosuchk', () => ['POST', '/keys/nosuchkeynosuchk/rotations', {}]],
  ['rotation.change', 'ROTATION_NOT_FOUND', 'rot_none', () => ['PATCH', '/rotations/rot_none', {}]],
  ['rotation.mark_gone', 'ROTATION_NOT_FOUND', 'rot_none', () => ['PUT', '/rotations/rot_none/gone-consumers/con_x']],
  [
    'rotation.unmark_gone',
    'ROTATION_NOT_FOUND',
    'rot_none',
    () => ['DELETE', '/rotations/rot_none/gone-consumers/con_x'],
  ],
  ['rotation.complete', 'ROTATION_NOT_FOUND', 'rot_none', () => ['POST', '/rotations/rot_none/complete', {}]],
  ['rotation.cancel', 'ROTATION_NOT_FOUND', 'rot_none', () => ['POST', '/rotations/rot_none/cancel', {}]],
  ['rotation.revoke', 'ROTATION_NOT_FOUND', 'rot_none', () => ['POST', '/rotations/rot_none/revoke']],
  ['user.create', 'FORBIDDEN', 'new@example.com', () => ['POST', '/users', { email: 'new@example.com' }]],
  ['user.update', 'USER_NOT_FOUND', 'ada', () => ['PATCH', '/users/ada', { name: 'Eve' }]],
  ['user.remove', 'USER_NOT_FOUND', 'ada', () => ['DELETE', '/users/ada']],
  ['organization.create', 'FORBIDDEN', 'evil', () => ['POST', '/organizations', { name: 'evil' }]],
  ['organization.rename', 'FORBIDDEN', 'acme', () => ['PATCH', '/organizations/acme', { name: 'evil' }]],
  ['organization.rename', 'ORGANIZATION_NOT_FOUND', 'birch', () => ['PATCH', '/organizations/birch', { name: 'evil' }]],
  [
    'organization.add_member',
    'FORBIDDEN',
    'eve',
    () => ['POST', '/organizations/acme/members', { user: 'eve', role: 'admin' }],
  ],
  [
    'organization.change_role',
    'FORBIDDEN',
    'ada',
    () => ['PATCH', '/organizations/acme/members/ada', { role: 'viewer' }],
  ],
  ['organization.remove_member', 'FORBIDDEN', 'ada', () => ['DELETE', '/organizations/acme/members/ada']],
  ['team.create', 'FORBIDDEN', 'evil', () => ['POST', '/organizations/acme/teams', { name: 'evil' }]],
  ['team.rename', 'TEAM_NOT_FOUND', 'core', () => ['PATCH', '/organizations/acme/teams/core', { name: 'evil' }]],
  ['team.delete', 'TEAM_NOT_FOUND', 'core', () => ['DELETE', '/organizations/acme/teams/core']],
  [
    'team.add_member',
    'TEAM_NOT_FOUND',
    'ada',
    () => ['POST', '/organizations/acme/teams/core/members', { user: 'ada', role: 'member' }],
  ],
  [
    'team.change_role',
    'TEAM_NOT_FOUND',
    'ada',
    () => ['PATCH', '/organizations/acme/teams/core/members/ada', { role: 'viewer' }],
  ],
  ['team.remove_member', 'TEAM_NOT_FOUND', 'ada', () => ['DELETE', '/organizations/acme/teams/core/members/ada']],
  [
    'service_account.create',
    'FORBIDDEN',
    'evil',
    () => ['POST', '/organizations/acme/service-accounts', { name: 'evil', defaultTeam: 'core' }],
  ],
  [
    'service_account.update',
    'SERVICE_ACCOUNT_NOT_FOUND',
    'sva_none',
    () => ['PATCH', '/service-accounts/sva_none', { name: 'evil' }],
  ],
  ['service_account.delete', 'SERVICE_ACCOUNT_NOT_FOUND', 'sva_none', () => ['DELETE', '/service-accounts/sva_none']],
  [
    'invitation.create',
    'FORBIDDEN',
    'eve@example.com',
    () => ['POST', '/organizations/acme/invitations', { email: 'eve@example.com' }],
  ],
  ['invitation.revoke', 'FORBIDDEN', 'inv_none', () => ['DELETE', '/organizations/acme/invitations/inv_none']],
  ['invitation.accept', 'INVITATION_NOT_FOUND', null, () => ['POST', '/invitations/accept', { token: 'mistyped' }]],
  [
    'policies.change',
    'FORBIDDEN',
    'acme',
    () => ['PATCH', '/organizations/acme/policies', { disableKeyCreation: true }],
  ],
  [
    'policies.change',
    'INVALID_KEY_LIFETIME',
    'acme',
    () => ['PATCH', '/organizations/acme/policies', { maximumKeyLifetimeSeconds: 1 }],
  ],
  ['session.revoke', 'SESSION_NOT_FOUND', 'ses_none', () => ['DELETE', '/sessions/ses_none']],
  [
    'device.approve',
    'FORBIDDEN',
    null,
    () => ['POST', '/device/authorizations/decision', { userCode: 'x', approve: true }],
  ],
  [
    'device.deny',
    'FORBIDDEN',
    null,
    () => ['POST', '/device/authorizations/decision', { userCode: 'x', approve: false }],
  ],
  ['password.create_link', 'USER_NOT_FOUND', 'ada', () => ['POST', '/users/ada/password-links']],
  ['password.change', 'FORBIDDEN', null, () => ['PUT', '/password', { current: 'x', new: 'y' }]],
]
