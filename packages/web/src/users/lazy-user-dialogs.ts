import { lazyDialog } from '../components/lazy-dialog.tsx'

export const CreateUserDialog = lazyDialog(async () => (await import('./CreateUserDialog.tsx')).CreateUserDialog)
export const DeleteUserDialog = lazyDialog(async () => (await import('./DeleteUserDialog.tsx')).DeleteUserDialog)
export const InstanceAdminDialog = lazyDialog(
  async () => (await import('./InstanceAdminDialog.tsx')).InstanceAdminDialog,
)
export const PasswordLinkDialog = lazyDialog(async () => (await import('./PasswordLinkDialog.tsx')).PasswordLinkDialog)
