import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Callout } from '../components/Callout.tsx'
import { useFormat } from '../i18n/use-format.ts'
import { useTranslation } from '../i18n/use-translation.ts'
import { rotationOfKeyQuery } from '../queries/queries.ts'
import { KeyPageLink, RotationLink } from './RotationLink.tsx'
import { isUnderWay } from './rotation-state.ts'

/** On a key's page: which key it replaces, or is replaced by, and the way to who has moved. */
export function KeyRotation({ keyId }: { readonly keyId: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { data: rotation } = useQuery(rotationOfKeyQuery(keyId))
  if (!rotation) return null
  const isNew = rotation.newKeyId === keyId
  if (isUnderWay(rotation)) {
    const other = isNew ? rotation.oldKeyId : rotation.newKeyId
    return (
      <Callout
        tone={isNew ? 'neutral' : 'caution'}
        title={t(`rotations.banner.${isNew ? 'new' : 'old'}`)}
        className="mb-4"
      >
        {withLink(
          t(`rotations.banner.${isNew ? 'newHint' : 'oldHint'}`, { link: '<link></link>' }),
          <KeyPageLink id={other}>
            <code translate="no">{other}</code>
          </KeyPageLink>,
        )}{' '}
        <RotationLink id={rotation.id}>{t('rotations.show')}</RotationLink>
      </Callout>
    )
  }
  // Of one that was cancelled or revoked, the other key was not replaced by this one in the end, or is history.
  if (!isNew || rotation.endedAt === null) return null
  return (
    <Callout className="mb-4">
      {t('rotations.banner.completed', { id: rotation.oldKeyId, date: format.day(rotation.endedAt) })}{' '}
      <RotationLink id={rotation.id}>{t('rotations.show')}</RotationLink>
    </Callout>
  )
}

/** A sentence with a link where the language has it. */
function withLink(sentence: string, link: ReactNode): ReactNode {
  const [before, after] = sentence.split('<link></link>')
  return (
    <>
      {before}
      {link}
      {after}
    </>
  )
}
