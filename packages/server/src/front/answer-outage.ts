import { KeysteadError } from '@keystead/core'
import { answerProblem } from './answer-problem.ts'
import type { PlainAnswer, PlainRequest } from './plain-door.ts'

/**
 * The answer where the database could not be asked. It is given here, since the route would wait for the database as long once
 * more before it said the same. Throws whatever is anything else.
 */
export function answerOutage(request: PlainRequest, error: unknown, edgeHeaders: string): PlainAnswer {
  if (error instanceof KeysteadError && error.code === 'UNAVAILABLE') return answerProblem(request, error, edgeHeaders)
  throw error
}
