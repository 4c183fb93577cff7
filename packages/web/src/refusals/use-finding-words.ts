import type { KeyFinding } from '@keystead/sdk'
import { useFormat } from '../i18n/use-format.ts'
import { useTranslation } from '../i18n/use-translation.ts'

/** What there is to be known of a key's state, in sentences. */
export function useFindingWords(): (finding: KeyFinding) => string[] {
  const { t } = useTranslation()
  const format = useFormat()
  return (finding) => {
    switch (finding.code) {
      case 'deleted': {
        const times = { time: format.minute(finding.at), until: format.day(finding.restorableUntil) }
        return [
          finding.by === null
            ? t('refusals.findings.deleted', times)
            : t('refusals.findings.deletedBy', { ...times, name: finding.by.name }),
        ]
      }
      case 'rotated':
      case 'being_rotated':
        return [t(`refusals.findings.${finding.code}`, { newKey: finding.newKeyId, time: format.minute(finding.at) })]
      case 'rotation_cancelled':
        return [
          t('refusals.findings.rotation_cancelled', { oldKey: finding.oldKeyId, time: format.minute(finding.at) }),
        ]
      case 'leaked':
        return [t('refusals.findings.leaked', { time: format.minute(finding.at) })]
      case 'expired': {
        const time = format.minute(finding.at)
        return [t('refusals.findings.expired', { time, distance: format.distance(finding.at) })]
      }
      case 'disabled': {
        const time = format.minute(finding.at)
        return [
          finding.by === null
            ? t('refusals.findings.disabled', { time })
            : t('refusals.findings.disabledBy', { time, name: finding.by.name }),
          ...(finding.until === null ? [] : [t('refusals.findings.returns', { time: format.minute(finding.until) })]),
        ]
      }
      case 'was_disabled': {
        const times = { time: format.minute(finding.at), until: format.minute(finding.until) }
        return [t('refusals.findings.was_disabled', times)]
      }
      case 'blocked':
      case 'closed_to_personal_keys': {
        const organizations = format.list(finding.organizations.map(({ name }) => name))
        return [t(`refusals.findings.${finding.code}`, { organizations })]
      }
      case 'owner_gone':
        return [t('refusals.findings.owner_gone')]
    }
  }
}
