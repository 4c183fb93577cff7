import type { Rotation } from '@keystead/sdk'
import { Badge } from '../components/Badge.tsx'
import { useTranslation } from '../i18n/use-translation.ts'

const tones = {
  open: 'accent',
  ready: 'good',
  completed: 'neutral',
  cancelled: 'neutral',
  revoked: 'danger',
} as const

export function RotationState({ state }: Pick<Rotation, 'state'>) {
  const { t } = useTranslation()
  return (
    <Badge tone={tones[state]} title={t(`rotations.stateHints.${state}`)}>
      {t(`rotations.states.${state}`)}
    </Badge>
  )
}
