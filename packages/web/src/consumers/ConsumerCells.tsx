import type { Consumer, UpgradeAdvice } from '@keystead/sdk'
import { CopyIconButton } from '../components/CopyButton.tsx'
import { Icon } from '../components/Icon.tsx'
import { useTranslation } from '../i18n/use-translation.ts'
import { isOthers, useConsumerWords } from './use-consumer-words.ts'

type Place = Pick<Consumer, 'id' | 'label' | 'network' | 'lastAddress' | 'program'>

/** What it calls itself, else where it is; below that, where it was seen last. */
export function ConsumerName({ item }: { readonly item: Place }) {
  const { t } = useTranslation()
  const { label, network, lastAddress } = item
  const name = isOthers(item) ? t('consumers.others') : (label ?? lastAddress ?? network ?? t('consumers.unknownPlace'))
  const where = isOthers(item) ? t('consumers.othersHint') : label === null ? network : (lastAddress ?? network)
  return (
    <div className="flex min-w-0 flex-col">
      <span className="min-w-0 font-medium break-words" translate={label === null ? undefined : 'no'}>
        {name}
      </span>
      {where !== null && where !== name && <span className="text-xs text-ink-muted">{where}</span>}
    </div>
  )
}

/** What signs in with the key, and that it must be upgraded first where it must. */
export function ConsumerProgram({ item }: { readonly item: Place & { readonly advice: UpgradeAdvice | null } }) {
  const words = useConsumerWords()
  const { program, advice } = item
  if (program === null) return <span className="text-ink-faint">–</span>
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <span className="break-words" translate="no">
        {words.program(item)}
      </span>
      {advice && <Upgrade program={program.name} minimumVersion={advice.minimumVersion} />}
    </div>
  )
}

/** Only what the server knows a version for gets here: its own list of programs, and no text of a client. */
function Upgrade({ program, minimumVersion }: { readonly program: string; readonly minimumVersion: string }) {
  const { t } = useTranslation()
  const command = `pip install --upgrade '${program}>=${minimumVersion}'`
  return (
    <div className="flex flex-col gap-1 rounded-md border border-caution-line bg-caution-soft px-2 py-1.5 text-xs">
      <span className="flex gap-1.5">
        <Icon name="warning" className="mt-px size-3.5 text-caution" />
        {t('consumers.tooOld')}
      </span>
      <span className="flex items-center justify-between gap-1">
        <code translate="no" className="min-w-0 font-mono break-words">
          {command}
        </code>
        <CopyIconButton text={command} label={t('consumers.upgrade', { program })} />
      </span>
    </div>
  )
}
