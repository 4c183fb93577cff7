import type { NewRotation, Rotation, RotationCompletion } from '@keystead/sdk'
import { useState } from 'react'
import { toDateText } from '../components/to-date-text.ts'

export type DeadlineAction = NonNullable<Rotation['deadline']>['then']
export const deadlineDays = [7, 30, 90] as const
export type DeadlineChoice = 'none' | 'custom' | `${(typeof deadlineDays)[number]}`

const dayMs = 86_400_000

/** Until the end of that day, where the reader is: so that asking again on the same day is the same request. */
const endOfDay = (time: number) => new Date(time).setHours(23, 59, 59, 0)

/** What a date field holds means the end of that day. Undefined while it holds none that is to come. */
function readDate(text: string, now: number): number | undefined {
  const end = endOfDay(Date.parse(`${text}T12:00:00`))
  return Number.isNaN(end) || end <= endOfDay(now) ? undefined : end
}

const isPreset = (choice: DeadlineChoice): choice is `${(typeof deadlineDays)[number]}` =>
  choice !== 'none' && choice !== 'custom'

/** A deadline as it is being chosen. `at` is null for none, and undefined as long as the date says nothing. */
export function useDeadline(current: Rotation['deadline'] = null) {
  const [now] = useState(() => Date.now())
  const [choice, setChoice] = useState<DeadlineChoice>(current === null ? 'none' : 'custom')
  const [date, setDate] = useState(current === null ? '' : toDateText(Date.parse(current.at)))
  const [then, setThen] = useState<DeadlineAction>(current?.then ?? 'alert')
  const [isMissing, setMissing] = useState(false)
  const at = choice === 'none' ? null : isPreset(choice) ? endOfDay(now + Number(choice) * dayMs) : readDate(date, now)

  /** Undefined where a date is missing, which is then said. */
  const read = (): NonNullable<NewRotation['deadline']> | null | undefined => {
    setMissing(at === undefined)
    if (at === null || at === undefined) return at
    return { at: new Date(at).toISOString(), then }
  }
  return { now, choice, setChoice, date, setDate, then, setThen, isMissing: isMissing && at === undefined, at, read }
}

export type DeadlineForm = ReturnType<typeof useDeadline>

/** What one chooses when a rotation is opened. */
export function useRotationTerms() {
  const [completion, setCompletion] = useState<RotationCompletion>('manual')
  const [leaked, setLeaked] = useState(false)
  const deadline = useDeadline()

  const read = (): NewRotation | null => {
    if (leaked) return { revokeNow: true }
    const chosen = deadline.read()
    if (chosen === undefined) return null
    return { completion, ...(chosen !== null && { deadline: chosen }) }
  }
  return { completion, setCompletion, leaked, setLeaked, deadline, read }
}

export type RotationTerms = ReturnType<typeof useRotationTerms>
