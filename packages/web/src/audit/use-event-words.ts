import type { AuditEvent } from '@keystead/sdk'
import { useTranslation } from '../i18n/use-translation.ts'

/** What was done, in words; a newer server's action by its own name. */
export function useActionName(): (action: string) => string {
  const { t, i18n } = useTranslation()
  return (action) => {
    const key: string = `audit.actions.${action}`
    return i18n.exists(key) ? t(key as 'audit.actions.key.create') : action
  }
}

export function useActorName(): (event: AuditEvent) => string {
  const { t } = useTranslation()
  return ({ actor }) =>
    actor.type === 'operator'
      ? t('audit.operator')
      : actor.type === 'keystead'
        ? t('audit.keystead')
        : actor.type === 'anonymous'
          ? t('audit.anonymous')
          : (actor.name ?? actor.id ?? '')
}

export function useOutcomeName(): (outcome: string) => string {
  const { t } = useTranslation()
  return (outcome) => (outcome === 'done' || outcome === 'refused' ? t(`audit.outcomes.${outcome}`) : outcome)
}
