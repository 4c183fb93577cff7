import type { ApiKey, Reference } from '@keystead/sdk'
import { useQueryClient } from '@tanstack/react-query'
import { keystead } from '../api/keystead.ts'
import { toast, toastFailure } from '../components/Toaster.tsx'
import { useTranslation } from '../i18n/use-translation.ts'
import { type Action, useAction } from '../queries/use-action.ts'

/** Needs no second thought: the key can be blocked again as easily. */
export function useUnblock(item: ApiKey | undefined): Action<[Reference]> {
  const { t } = useTranslation()
  const client = useQueryClient()
  return useAction(async (organization: Reference) => {
    if (item === undefined) return
    await keystead.keys.unblock(item.id, organization.id)
    await client.invalidateQueries({ queryKey: ['keys'] })
    toast(t('keys.unblocked', { organization: organization.name }))
  }, toastFailure)
}
