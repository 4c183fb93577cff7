import { redactTokens } from '@keystead/core'
import { type DestinationStream, type Logger, pino } from 'pino'
import type { Settings } from './environment.ts'

/**
 * Structured lines on standard error. No line is ever given a token; should one arrive all the same, inside the message
 * of somebody else's error, it is taken out before the line is written.
 */
export function makeLogger(
  level: Settings['logLevel'],
  destination: DestinationStream = pino.destination({ fd: 2, sync: true }),
): Logger {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, hooks: { streamWrite: redactTokens } },
    destination,
  )
}
