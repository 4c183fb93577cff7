import {
  containsToken,
  type Requirement,
  resolveRequirement,
  type Verification,
  type VerificationDemand,
} from '@keystead/core'
import type { Verifier } from '@keystead/verifier'
import { answerOutage } from '../front/answer-outage.ts'
import type { PlainAnswer, PlainDoor, PlainRequest } from '../front/plain-door.ts'
import { refusalWriter } from '../front/refusal-writer.ts'
import { type Sender, type SenderParts, senderReader } from '../front/sender-reader.ts'
import { door, refusalOf } from './check-access.ts'
import { type Identity, writeIdentity } from './identity-headers.ts'

// What is written in any other way, or asks for anything else, is for the route to read.
const plainRequirement = /^organization=([\w.-]{1,255})(?:&team=([\w.-]{1,255}))?$/

const edgeHeaders = 'cache-control: no-store\r\n'

const refuse = refusalWriter(refusalOf, edgeHeaders)

/** The short way of `GET /auth` (`forward-auth-edge.ts`), for whoever comes with a token, good or bad. */
export function authDoor(parts: SenderParts): PlainDoor {
  const { verifier } = parts
  const readSender = senderReader(parts)
  return {
    method: 'GET',
    path: '/auth',
    answer(request) {
      const { id, query, body } = request
      const requirement = query === '' ? undefined : readPlainRequirement(query)
      const sender = readSender(request)
      if (sender === undefined || body.length > 0 || (query !== '' && requirement === undefined)) return undefined
      const { token, client } = sender
      const known =
        requirement === undefined ? verifier.verifyNow(token, {}, client, { requestId: id, door }) : undefined
      if (known !== undefined) return answerTo(known, {}, request)
      return answerLater(verifier, sender, requirement, request).catch((error: unknown) =>
        answerOutage(request, error, edgeHeaders),
      )
    },
  }
}

function readPlainRequirement(query: string): Requirement | undefined {
  const [, organization, team] = plainRequirement.exec(query) ?? []
  return organization === undefined || containsToken(query) ? undefined : { organization, team }
}

async function answerLater(
  verifier: Verifier,
  { token, client }: Sender,
  requirement: Requirement | undefined,
  request: PlainRequest,
): Promise<PlainAnswer> {
  const demand = await resolveRequirement(verifier.places, requirement)
  const verification = await verifier.verify(token, demand, client, { requestId: request.id, door })
  return answerTo(verification, demand, request)
}

function answerTo(verification: Verification, demand: VerificationDemand, request: PlainRequest): PlainAnswer {
  return verification.valid ? write(writeIdentity(verification.principal, demand)) : refuse(verification, request)
}

function write(identity: Identity): PlainAnswer {
  let headers = ''
  for (const [name, value] of Object.entries(identity)) headers += `${name}: ${value}\r\n`
  return { status: 200, headers: headers + edgeHeaders, body: '' }
}
