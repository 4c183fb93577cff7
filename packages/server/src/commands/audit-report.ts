import type { AuditAnchor, TrailFault, TrailReport } from '@keystead/core'
import { writeAnchor } from './audit.ts'

// What `keystead audit verify` says. Read at night by somebody who did not write any of this.

export function describeReport(report: TrailReport, anchor: AuditAnchor | null): string {
  return (report.faults.length === 0 ? describeUntouched(report, anchor) : describeTouched(report, anchor)).join('\n')
}

function describeUntouched({ events, head }: TrailReport, anchor: AuditAnchor | null): string[] {
  if (head === null) {
    return ['The audit trail holds no event. That is right only if nothing was changed since there is a trail.']
  }
  return [
    `The audit trail is untouched: ${count(events, 'event')}, each as it was written, none missing.`,
    anchor === null
      ? 'Without --anchor, this cannot tell whether its end was taken off without a trace, or the whole written anew with the pepper.'
      : `The anchor is in it: up to event ${anchor.number} it is the trail that the anchor was taken from.`,
    `Its end is ${writeAnchor(head)}`,
    'Keep that where nobody who can write to this database can change it, and give it to the next check as --anchor.',
  ]
}

function describeTouched(report: TrailReport, anchor: AuditAnchor | null): string[] {
  const { faults, events } = report
  const isTouched = faults.some(({ kind }) => kind !== 'unknown-key')
  const verdict = isTouched
    ? 'The audit trail is NOT as it was written.'
    : 'The audit trail cannot be checked as a whole.'
  const lines = [
    `${verdict} In ${count(events, 'event')}:`,
    '',
    ...faults.map((fault, index) => `- ${describeFault(fault, faults[index - 1], report, anchor)}`),
    ...(faults.length >= mostListed ? ['- Perhaps more: only the first are listed.'] : []),
  ]
  return isTouched ? [...lines, '', ...whatToDo(faults)] : lines
}

const unlessAnchorIsWrong = '; unless the anchor is mistyped, or was taken from another instance'

// As many as a report holds.
const mostListed = 20

function describeFault(
  fault: TrailFault,
  before: TrailFault | undefined,
  { head }: TrailReport,
  anchor: AuditAnchor | null,
): string {
  const { kind, number } = fault
  switch (kind) {
    case 'altered':
      if (number < 1) return `Event ${number} was put in: Keystead counts from 1, so it is none of Keystead's.`
      if (head === null || number > head.number) {
        return `Event ${number} lies beyond the end that the database has on record (${head?.number ?? 'none'}): events were put in there, or that record was set back or removed.`
      }
      if (before?.kind === 'missing' && before.until === number) {
        return `Event ${number} follows that gap: whether it was altered, too, cannot be told without the event before it.`
      }
      if (before?.kind === 'altered' && before.number === number - 1) {
        return `Event ${number} was altered, or only does not fit event ${number - 1} any more.`
      }
      return `Event ${number} was altered: it is not what Keystead wrote in this place. Somebody changed it in the database, put it in, or moved it here.`
    case 'missing':
      return fault.until - number === 1
        ? `Event ${number} is missing: somebody deleted it from the database.`
        : `Events ${number} to ${fault.until - 1} are missing: somebody deleted them from the database.`
    case 'cut': {
      const isOnRecord = head !== null && head.number >= number
      const last = isOnRecord ? head.number : anchor?.number
      const witness = isOnRecord ? 'the database has on record' : 'the anchor says'
      const doubt = isOnRecord ? '' : unlessAnchorIsWrong
      return `The end is cut off: the trail stops after event ${number - 1}, and ${witness} that it once went on to event ${last}. Somebody deleted what followed from the database${doubt}.`
    }
    case 'anchor':
      return `Event ${number} is not the one that the anchor names. After the anchor was taken, the end was cut off without a trace and the trail went on from there, or it was written anew by somebody who has the pepper${unlessAnchorIsWrong}.`
    case 'unknown-key':
      return `From event ${number} on, events are sealed under pepper version ${fault.pepperVersion}, which the pepper file does not hold: nobody can tell whether they are as they were written. Put the line of that version back into the file, and check again.`
  }
}

function whatToDo(faults: readonly TrailFault[]): string[] {
  const first = Math.max(
    1,
    Math.min(...faults.filter(({ kind }) => kind !== 'unknown-key').map(({ number }) => number)),
  )
  return [
    `Do not rely on the trail from event ${first} on. Keystead itself never changes or deletes an event: somebody or something`,
    'else wrote to this database. Copy the database as it is before anything else, find out who can write to it, and',
    'compare the trail with your exports and backups.',
  ]
}

const count = (value: number, noun: string) => `${value.toLocaleString('en-US')} ${noun}${value === 1 ? '' : 's'}`
