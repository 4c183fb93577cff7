import { lazyDialog } from '../components/lazy-dialog.tsx'

const load = () => import('./ServiceAccountDialogs.tsx')

export const NewServiceAccountDialog = lazyDialog(async () => (await load()).NewServiceAccountDialog)
export const EditServiceAccountDialog = lazyDialog(async () => (await load()).EditServiceAccountDialog)
export const DeleteServiceAccountDialog = lazyDialog(async () => (await load()).DeleteServiceAccountDialog)
export const RotateAccountDialog = lazyDialog(
  async () => (await import('./RotateAccountDialog.tsx')).RotateAccountDialog,
)
