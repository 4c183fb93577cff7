import { useQueryClient } from '@tanstack/react-query'
import { keystead } from '../api/keystead.ts'
import { toast, toastFailure } from '../components/Toaster.tsx'
import { useErrorText } from '../i18n/use-error-text.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useTranslation } from '../i18n/use-translation.ts'

/** Brings back what has just been deleted, each for itself. Outlives the dialog that deleted it. */
export function useUndelete(): (ids: readonly string[]) => Promise<void> {
  const { t } = useTranslation()
  const client = useQueryClient()
  const format = useFormat()
  const text = useErrorText()
  return async (ids) => {
    const failures: unknown[] = []
    for (const id of ids) await keystead.keys.undelete(id).catch((failure: unknown) => failures.push(failure))
    await client.invalidateQueries({ queryKey: ['keys'] })
    const count = ids.length - failures.length
    if (count > 0) toast(t('keyLife.deleted.restored', { count, formatted: format.count(count) }))
    if (failures.length > 0) toastFailure(text(failures[0]))
  }
}
