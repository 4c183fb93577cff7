import { lazyDialog } from '../components/lazy-dialog.tsx'

export const AddMemberDialog = lazyDialog(async () => (await import('./AddMemberDialog.tsx')).AddMemberDialog)
export const RemoveMemberDialog = lazyDialog(async () => (await import('./RemoveMemberDialog.tsx')).RemoveMemberDialog)
export const InviteDialog = lazyDialog(async () => (await import('./InviteDialog.tsx')).InviteDialog)
