import { lazyDialog } from '../components/lazy-dialog.tsx'

export const NewKeyDialog = lazyDialog(async () => (await import('./NewKeyDialog.tsx')).NewKeyDialog)
export const RenameKeyDialog = lazyDialog(async () => (await import('./KeyDialogs.tsx')).RenameKeyDialog)
export const DeleteKeysDialog = lazyDialog(async () => (await import('./KeyDialogs.tsx')).DeleteKeysDialog)
export const DisableKeyDialog = lazyDialog(async () => (await import('./DisableKeyDialog.tsx')).DisableKeyDialog)
export const BlockKeyDialog = lazyDialog(async () => (await import('./KeyDialogs.tsx')).BlockKeyDialog)
