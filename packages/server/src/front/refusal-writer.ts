import type { KeysteadError, RefusalReason, Verification } from '@keystead/core'
import { answerProblem } from './answer-problem.ts'
import type { PlainAnswer, PlainRequest } from './plain-door.ts'

export type Refused = Extract<Verification, { valid: false }>

// Where the ID of the request goes. No text of ours contains it, and in JSON it is written as it is.
const place = '<request ID>'

/**
 * Writes refusals as the route does. For each reason, all but the ID of the request is written once: a flood of those who are
 * nobody must cost less than those who are somebody, and most of what a refusal costs is the trace in an error that nobody reads.
 */
export function refusalWriter(
  toError: (refused: Refused) => KeysteadError,
  edgeHeaders: string,
): (refused: Refused, request: PlainRequest) => PlainAnswer {
  const writers = new Map<RefusalReason, (requestId: string) => PlainAnswer>()
  return (refused, request) => {
    let write = writers.get(refused.reason)
    if (write === undefined) {
      const { body, ...answer } = answerProblem({ ...request, id: place }, toError(refused), edgeHeaders)
      const [before, after] = body.split(place)
      write = (requestId) => ({ ...answer, body: `${before}${requestId}${after}` })
      writers.set(refused.reason, write)
    }
    return write(request.id)
  }
}
