import { KeysteadError } from '../errors.ts'
import { dayMs } from '../model/consumer.ts'
import type { RotationDeadline } from '../model/rotation.ts'

// Whoever means it will not wait for longer.
const longestMs = 731 * dayMs

/** Fails with `INVALID_DEADLINE`. */
export function checkDeadline(deadline: RotationDeadline | null | undefined, now: number): void {
  if (deadline === null || deadline === undefined) return
  if (!(deadline.at > now && deadline.at <= now + longestMs)) throw new KeysteadError('INVALID_DEADLINE')
}
