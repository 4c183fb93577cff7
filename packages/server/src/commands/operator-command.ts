import type { Instance } from '@keystead/core'
import type { z } from 'zod'

/** How far a long command is. Awaited, so that a server which runs it gives everybody else their turn. */
export type ReportProgress = (done: number, total: number) => Promise<void>

/**
 * What an operator can have done to an instance. Run by the command itself where it can open the database, and by the
 * server, through its control socket, where that holds the data directory: request and result are therefore plain JSON.
 */
export type OperatorCommand<Request = unknown, Result = unknown> = {
  readonly name: string
  readonly requestSchema: z.ZodType<Request>
  run(instance: Instance, request: Request, reportProgress: ReportProgress): Promise<Result>
}
