import { lazyDialog } from '../components/lazy-dialog.tsx'

const load = () => import('./RotationDialogs.tsx')

export const RotateKeyDialog = lazyDialog(async () => (await import('./RotateKeyDialog.tsx')).RotateKeyDialog)
export const CompleteRotationDialog = lazyDialog(async () => (await load()).CompleteRotationDialog)
export const CancelRotationDialog = lazyDialog(async () => (await load()).CancelRotationDialog)
export const RevokeOldKeyDialog = lazyDialog(async () => (await load()).RevokeOldKeyDialog)
export const ChangeDeadlineDialog = lazyDialog(async () => (await load()).ChangeDeadlineDialog)
export const MarkGoneDialog = lazyDialog(async () => (await load()).MarkGoneDialog)
