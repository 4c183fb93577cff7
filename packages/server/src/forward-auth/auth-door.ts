import { containsToken, KeysteadError, type Requirement } from '@keystead/core'
import { answerProblem } from '../front/answer-problem.ts'
import type { PlainAnswer, PlainDoor, PlainRequest } from '../front/plain-door.ts'
import { type SenderParts, senderReader } from '../front/sender-reader.ts'
import { checkToken, checkTokenNow } from './check-access.ts'
import type { Identity } from './identity-headers.ts'

// What is written in any other way, or asks for anything else, is for the route to read.
const plainRequirement = /^organization=([\w.-]{1,255})(?:&team=([\w.-]{1,255}))?$/

const edgeHeaders = 'cache-control: no-store\r\n'

/** The short way of `GET /auth` (`forward-auth-edge.ts`), for whoever comes with a token, good or bad. */
export function authDoor(parts: SenderParts): PlainDoor {
  const { verifier } = parts
  const readSender = senderReader(parts)
  return {
    method: 'GET',
    path: '/auth',
    answer(request) {
      const { query, body } = request
      const requirement = query === '' ? undefined : readPlainRequirement(query)
      const sender = readSender(request)
      if (sender === undefined || body.length > 0 || (query !== '' && requirement === undefined)) return undefined
      const { token, client } = sender
      try {
        const identity = requirement === undefined ? checkTokenNow(verifier, token, client) : undefined
        if (identity !== undefined) return write(identity)
      } catch (error) {
        return refuse(request, error)
      }
      return checkToken(verifier, token, requirement, client).then(write, (error) => refuse(request, error))
    },
  }
}

function readPlainRequirement(query: string): Requirement | undefined {
  const [, organization, team] = plainRequirement.exec(query) ?? []
  return organization === undefined || containsToken(query) ? undefined : { organization, team }
}

function write(identity: Identity): PlainAnswer {
  let headers = ''
  for (const [name, value] of Object.entries(identity)) headers += `${name}: ${value}\r\n`
  return { status: 200, headers: headers + edgeHeaders, body: '' }
}

/** What is no answer about the token is for the route to find out once more. */
function refuse(request: PlainRequest, error: unknown): PlainAnswer | undefined {
  if (!(error instanceof KeysteadError) || (error.kind !== 'unauthenticated' && error.kind !== 'forbidden'))
    return undefined
  return answerProblem(request, error, edgeHeaders)
}
