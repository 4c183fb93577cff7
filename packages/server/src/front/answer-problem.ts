import type { KeysteadError } from '@keystead/core'
import { problemHeaders, toProblem } from '../http/problem-document.ts'
import type { PlainAnswer, PlainRequest } from './plain-door.ts'

/** The problem document that a route would send. The edge's own headers come behind those of the document. */
export function answerProblem({ id }: PlainRequest, refusal: KeysteadError, edgeHeaders: string): PlainAnswer {
  const problem = toProblem(refusal, id)
  const headers = problemHeaders(refusal).map(([name, value]) => `${name}: ${value}\r\n`)
  return { status: problem.status, headers: headers.join('') + edgeHeaders, body: JSON.stringify(problem), refusal }
}
