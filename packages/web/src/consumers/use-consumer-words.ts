import type { Consumer, RotatingConsumer } from '@keystead/sdk'
import { useMemo } from 'react'
import { useFormat } from '../i18n/use-format.ts'
import { useTranslation } from '../i18n/use-translation.ts'

/** What the API says of a place, wherever it speaks of one. */
type Place = Pick<Consumer | RotatingConsumer, 'id' | 'label' | 'network' | 'lastAddress' | 'program'>

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const

/** A day, or several: of a day and a half, the hours say more. */
const saysEnough = (times: number) => Math.abs(times - 1) < 0.05 || times >= 1.95

/** All who came when there were too many to tell apart. */
export const isOthers = ({ id }: Pick<Place, 'id'>) => id === 'others'

/** What a place is called, and what it does, in the reader's language. */
export function useConsumerWords() {
  const { t } = useTranslation()
  const format = useFormat()
  return useMemo(() => {
    const place = ({ id, label, network, lastAddress }: Place): string => {
      const address = lastAddress ?? network
      if (isOthers({ id })) return t('consumers.others')
      if (label !== null && address !== null) return t('consumers.at', { label, address })
      return label ?? address ?? t('consumers.unknownPlace')
    }
    const program = ({ program }: Place): string | null => {
      if (program === null) return null
      const { name, version, runtime } = program
      return [runtime, [name, version].filter(Boolean).join(' ')].filter(Boolean).join(', ')
    }
    const interval = (ms: number): string => {
      const [unit, length] = units.find(([, length]) => saysEnough(ms / length)) ?? units[3]
      const count = Math.max(1, Math.round(ms / length))
      return t(`consumers.every.${unit}`, { count, formatted: format.count(count) })
    }
    /** All of it on one line. */
    const whole = (item: Place): string => {
      const what = program(item)
      return what === null ? place(item) : t('consumers.whole', { place: place(item), program: what })
    }
    return { place, program, whole, interval }
  }, [t, format])
}
