import { lazyDialog } from '../components/lazy-dialog.tsx'

export const SignInAgainDialog = lazyDialog(async () => (await import('./SignInAgainDialog.tsx')).SignInAgainDialog)
