import type { ApiKey } from '@keystead/sdk'
import { Button } from '../components/Button.tsx'
import { MenuItem, MenuLink } from '../components/Menu.tsx'
import { useTranslation } from '../i18n/use-translation.ts'
import { useMe } from '../queries/use-me.ts'
import { useRotationPages } from './use-rotation-pages.ts'

/** What the buttons go by; the server decides. Of a person's key, nobody else ever gets the new token. */
function useMayRotate({ owner, state, rotationId }: ApiKey): boolean {
  const { principal } = useMe()
  return rotationId === null && state === 'active' && (owner.type === 'service_account' || owner.id === principal.id)
}

/** In a key's menu: the beginning of its rotation, or the way to that which is under way. */
export function RotateMenuItem({ item, onRotate }: { readonly item: ApiKey; readonly onRotate: () => void }) {
  const { t } = useTranslation()
  const { organization } = useRotationPages()
  const mayRotate = useMayRotate(item)
  if (mayRotate) return <MenuItem onSelect={onRotate}>{t('rotations.rotate')}</MenuItem>
  if (item.rotationId === null) return null
  const rotationId = item.rotationId
  return organization === undefined ? (
    <MenuLink to="/settings/rotations/$rotationId" params={{ rotationId }}>
      {t('rotations.show')}
    </MenuLink>
  ) : (
    <MenuLink to="/account-settings/$organization/rotations/$rotationId" params={{ organization, rotationId }}>
      {t('rotations.show')}
    </MenuLink>
  )
}

/** The same among the buttons of its page, which says by itself what is under way. */
export function RotateButton({ item, onRotate }: { readonly item: ApiKey; readonly onRotate: () => void }) {
  const { t } = useTranslation()
  return useMayRotate(item) && <Button onClick={onRotate}>{t('rotations.rotate')}</Button>
}
