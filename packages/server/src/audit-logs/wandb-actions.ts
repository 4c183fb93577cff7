import type { AuditAction } from '@keystead/core'

/**
 * What W&B calls the same action. Null: it has no name for it, or only one that would say something else (nobody is
 * uninvited when an invitation is withdrawn). Those keep our own name, whose dot tells it from one of W&B's.
 */
const wandbActions = {
  'instance.bootstrap': null,
  'key.create': 'user:create_api_key',
  'key.rename': null,
  'key.delete': 'user:delete_api_key',
  'key.block': null,
  'key.unblock': null,
  'key.disable': null,
  'key.enable': null,
  'key.leak': null,
  'rotation.open': null,
  'rotation.change': null,
  'rotation.mark_gone': null,
  'rotation.unmark_gone': null,
  'rotation.complete': null,
  'rotation.cancel': null,
  'rotation.revoke': null,
  'key.undelete': null,
  'user.create': 'user:create',
  'user.update': 'user:update',
  'user.remove': 'user:permanently_delete',
  'organization.create': null,
  'organization.rename': null,
  'organization.add_member': null,
  'organization.change_role': 'organization:update_member',
  'organization.remove_member': null,
  'team.create': 'team:create',
  'team.rename': null,
  'team.delete': 'team:delete',
  'team.add_member': 'team:invite_user',
  'team.change_role': null,
  'team.remove_member': 'team:uninvite',
  'service_account.create': 'team:create_service_account',
  'service_account.update': null,
  'service_account.delete': 'team:uninvite',
  'invitation.create': 'team:invite_user',
  'invitation.revoke': null,
  'invitation.accept': null,
  'policies.change': null,
  'session.sign_in': 'user:login',
  'session.sign_out': 'user:logout',
  'session.revoke': null,
  'password.create_link': null,
  'password.change': null,
  'device.approve': null,
  'device.deny': null,
  'webhook.create': null,
  'webhook.update': null,
  'webhook.delete': null,
  'webhook.rotate_secret': null,
  'webhook.test': null,
  'webhook.redeliver': null,
  'webhook.disable': null,
} as const satisfies Record<AuditAction, `${string}:${string}` | null>

export function toWandbAction(action: AuditAction): string {
  return wandbActions[action] ?? action
}
