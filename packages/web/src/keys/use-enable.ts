import type { ApiKey } from '@keystead/sdk'
import { useQueryClient } from '@tanstack/react-query'
import { keystead } from '../api/keystead.ts'
import { toast, toastFailure } from '../components/Toaster.tsx'
import { useTranslation } from '../i18n/use-translation.ts'
import { type Action, useAction } from '../queries/use-action.ts'

/** Needs no second thought: the key can be disabled again as easily. */
export function useEnable(item: ApiKey | undefined): Action<[]> {
  const { t } = useTranslation()
  const client = useQueryClient()
  return useAction(async () => {
    if (item === undefined) return
    await keystead.keys.enable(item.id)
    await client.invalidateQueries({ queryKey: ['keys'] })
    toast(t('keyLife.enabled', { name: item.name }))
  }, toastFailure)
}
