import type { AuditEvent } from '@keystead/sdk'
import { useFormat } from '../i18n/use-format.ts'
import { useTranslation } from '../i18n/use-translation.ts'

type Value = AuditEvent['details'][string]

/** What else the trail knows of an event, in words: `fromRole` and `toRole` are one change of the role. */
export function useEventDetails(): (event: AuditEvent) => [name: string, value: string][] {
  const { t, i18n } = useTranslation()
  const format = useFormat()
  // A newer server may know more fields and words; its own are better than nothing.
  const phrase = (key: string, otherwise: string) => (i18n.exists(key) ? t(key as 'audit.fields.role') : otherwise)
  const write = (field: string, value: Value): string => {
    if (value === null) return t('audit.nothing')
    if (typeof value === 'boolean') return value ? t('common.on') : t('common.off')
    if (typeof value === 'number') {
      if (field.endsWith('At')) return format.minute(new Date(value))
      return field.endsWith('Seconds') ? format.seconds(value) : format.count(value)
    }
    if (field === 'role' || field === 'teamRole') return phrase(`members.roles.${value}`, value)
    if (field === 'onLeak' || field === 'response') return phrase(`policies.onLeakChoices.${value}`, value)
    return field === 'type' ? phrase(`keys.types.${value}`, value) : value
  }
  return ({ details }) =>
    Object.entries(details).flatMap(([name, value]): [string, string][] => {
      const [, side, rest = ''] = /^(from|to)([A-Z].*)$/.exec(name) ?? []
      const field = side === undefined ? name : rest.charAt(0).toLowerCase() + rest.slice(1)
      const title = phrase(`audit.fields.${field}`, field)
      if (side === 'from') {
        const to = write(field, details[`to${rest}`] ?? null)
        return [[title, t('audit.changed', { from: write(field, value), to })]]
      }
      return side === 'to' ? [] : [[title, write(field, value)]]
    })
}
