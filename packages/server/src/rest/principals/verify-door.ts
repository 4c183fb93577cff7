import type { Verification } from '@keystead/core'
import type { Verifier } from '@keystead/verifier'
import { answerOutage } from '../../front/answer-outage.ts'
import type { PlainAnswer, PlainDoor, PlainRequest } from '../../front/plain-door.ts'
import { refusalWriter } from '../../front/refusal-writer.ts'
import { type SenderParts, senderReader } from '../../front/sender-reader.ts'
import { unauthenticated } from '../../http/authenticate.ts'
import { readQuestion } from './read-question.ts'
import { answerQuestion, answerQuestionNow, changeHeader, type VerificationAnswer } from './verify-routes.ts'

/** Those of every answer of the API (`rest-edge.ts`), where they stand. */
const edgeHeaders =
  'cache-control: no-store\r\nx-content-type-options: nosniff\r\ncross-origin-resource-policy: same-origin\r\n'

const refuseCaller = refusalWriter(({ reason }) => unauthenticated(reason), edgeHeaders)

/** The short way of `POST /api/v1/verify` (`verify-routes.ts`), for a good question, or a caller who is none. */
export function verifyDoor(parts: SenderParts): PlainDoor {
  const { verifier } = parts
  const readSender = senderReader(parts)
  return {
    method: 'POST',
    path: '/api/v1/verify',
    answer(request) {
      const { query, headers } = request
      const sender = readSender(request)
      if (sender === undefined || query !== '' || headers['content-type'] !== 'application/json') return undefined
      const { token, client } = sender
      // First: nobody unknown can make the server parse anything.
      const occasion = { requestId: request.id, door: 'api' } as const
      const caller = verifier.verifyNow(token, {}, client, occasion)
      if (caller !== undefined) return answerTo(verifier, caller, request)
      return verifier.verify(token, {}, client, occasion).then(
        (known) => answerTo(verifier, known, request),
        (error: unknown) => answerOutage(request, error, edgeHeaders),
      )
    },
  }
}

function answerTo(verifier: Verifier, caller: Verification, request: PlainRequest) {
  if (!caller.valid) return refuseCaller(caller, request)
  const question = readQuestion(request.body)
  if (question === undefined) return undefined
  const { changeNumber } = verifier
  const answer = answerQuestionNow(verifier, caller.principal, question, request.id)
  if (answer !== undefined) return write(answer, changeNumber)
  return answerQuestion(verifier, caller.principal, question, request.id).then(
    (later) => write(later, changeNumber),
    (error: unknown) => {
      const { headers, ...answer } = answerOutage(request, error, edgeHeaders)
      return { ...answer, headers: writeChange(changeNumber) + headers }
    },
  )
}

const writeChange = (changeNumber: number) => `${changeHeader}: ${changeNumber}\r\n`

function write(answer: VerificationAnswer, changeNumber: number): PlainAnswer {
  return {
    status: 200,
    headers: `${writeChange(changeNumber)}content-type: application/json; charset=utf-8\r\n${edgeHeaders}`,
    body: JSON.stringify(answer),
  }
}
