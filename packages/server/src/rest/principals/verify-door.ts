import type { ClientDetails, Verification } from '@keystead/core'
import type { RepeatedToken, Verifier } from '@keystead/verifier'
import { answerProblem } from '../../front/answer-problem.ts'
import type { PlainAnswer, PlainDoor, PlainHeaders, PlainRequest } from '../../front/plain-door.ts'
import { unauthenticated } from '../../http/authenticate.ts'
import { type AddressReader, clientOf } from '../../http/client-of.ts'
import { readCredentials } from '../../http/credentials.ts'
import { readQuestion } from './read-question.ts'
import { answerQuestion, answerQuestionNow, changeHeader, type VerificationAnswer } from './verify-routes.ts'

export type VerifyDoorParts = { readonly verifier: Verifier; readonly addressOf: AddressReader }

/** Who sends a head, and from where: the same for as long as the head is. */
type Sender = { readonly token: RepeatedToken; readonly client: ClientDetails }

/** The short way of `POST /api/v1/verify` (`verify-routes.ts`), for a good question, or a caller who is none. */
export function verifyDoor({ verifier, addressOf }: VerifyDoorParts): PlainDoor {
  const senders = new WeakMap<PlainHeaders, Sender>()
  const readSender = (request: PlainRequest): Sender | undefined => {
    const { query, headers } = request
    const token = readCredentials(headers.authorization)
    if (query !== '' || headers['content-type'] !== 'application/json' || token === undefined) return undefined
    const sender = {
      token: verifier.expectAgain(token),
      client: clientOf({ ip: addressOf(request), headers }),
    }
    senders.set(headers, sender)
    return sender
  }
  return {
    method: 'POST',
    path: '/api/v1/verify',
    answer(request) {
      const sender = senders.get(request.headers) ?? readSender(request)
      if (sender === undefined) return undefined
      const { token, client } = sender
      // First: nobody unknown can make the server parse anything.
      const caller = verifier.verifyNow(token, {}, client)
      if (caller !== undefined) return answerTo(verifier, caller, request)
      return verifier.verify(token, {}, client).then((known) => answerTo(verifier, known, request))
    },
  }
}

function answerTo(verifier: Verifier, caller: Verification, request: PlainRequest) {
  if (!caller.valid) return answerProblem(request, unauthenticated(caller.reason), edgeHeaders)
  const question = readQuestion(request.body)
  if (question === undefined) return undefined
  const { changeNumber } = verifier
  const answer = answerQuestionNow(verifier, caller.principal, question, request.id)
  if (answer !== undefined) return write(answer, changeNumber)
  return answerQuestion(verifier, caller.principal, question, request.id).then((later) => write(later, changeNumber))
}

/** Those of every answer of the API (`rest-edge.ts`), where they stand. */
const edgeHeaders =
  'cache-control: no-store\r\nx-content-type-options: nosniff\r\ncross-origin-resource-policy: same-origin\r\n'

function write(answer: VerificationAnswer, changeNumber: number): PlainAnswer {
  return {
    status: 200,
    headers: `${changeHeader}: ${changeNumber}\r\ncontent-type: application/json; charset=utf-8\r\n${edgeHeaders}`,
    body: JSON.stringify(answer),
  }
}
