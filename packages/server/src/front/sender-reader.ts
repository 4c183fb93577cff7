import type { ClientDetails } from '@keystead/core'
import type { RepeatedToken, Verifier } from '@keystead/verifier'
import { type AddressReader, clientOf } from '../http/client-of.ts'
import { readCredentials } from '../http/credentials.ts'
import type { PlainHeaders, PlainRequest } from './plain-door.ts'

export type SenderParts = { readonly verifier: Verifier; readonly addressOf: AddressReader }

/** Who sends a request, and from where. */
export type Sender = { readonly token: RepeatedToken; readonly client: ClientDetails }

/** Reads who sends a request; where the head is the one before, what was read then. Undefined for one without a token. */
export function senderReader({ verifier, addressOf }: SenderParts): (request: PlainRequest) => Sender | undefined {
  const senders = new WeakMap<PlainHeaders, Sender>()
  return (request) => {
    const { headers } = request
    const known = senders.get(headers)
    if (known !== undefined) return known
    const token = readCredentials(headers.authorization)
    if (token === undefined) return undefined
    const sender = { token: verifier.expectAgain(token), client: clientOf({ ip: addressOf(request), headers }) }
    senders.set(headers, sender)
    return sender
  }
}
