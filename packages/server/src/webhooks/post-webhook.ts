import { lookup as lookUp } from 'node:dns'
import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import type { DeliveryError, DeliveryOutcome, PreparedDelivery } from '@keystead/core'
import type { AddressGuard } from './address-guard.ts'

/** Sends a delivery, once, and never fails: it answers how that went. */
export type PostWebhook = (delivery: PreparedDelivery) => Promise<DeliveryOutcome>

export type PostOptions = {
  readonly guard: AddressGuard
  /** From the beginning until the answer's status. */
  readonly timeoutMs: number
  /** Until there is a connection, encrypted where it is to be. */
  readonly connectMs: number
  /** Left out: the system's resolver. */
  readonly lookup?: typeof lookUp
}

/** Of an answer nothing counts but its status; so much is read of it so that a receiver can finish in peace. */
const mostRead = 64 * 1024

/**
 * Makes what sends webhooks to where strangers say, and so to nowhere inside (SSRF): the address that is checked is the one
 * that is connected to, however often the name changes its mind; redirects are not followed; nothing of an answer is
 * handed on but its status.
 */
export function makePostWebhook(options: PostOptions): PostWebhook {
  return ({ url: text, headers, body }) =>
    new Promise((resolve) => {
      const url = new URL(text)
      const host = url.hostname.replace(/^\[|\]$/g, '')
      const isAllowed = (address: string) =>
        url.protocol === 'https:' ? options.guard.isAllowed(address) : options.guard.isPrivateAllowed(address)
      // An address that is written out is connected to without a look-up.
      if (isIP(host) !== 0 && !isAllowed(host)) return resolve(failed('address_not_allowed'))
      const send = url.protocol === 'https:' ? requestHttps : requestHttp
      const request = send(url, {
        method: 'POST',
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        // One connection for each: none is kept whose address was checked long ago.
        agent: false,
        lookup: guardLookup(options.lookup ?? lookUp, isAllowed),
      })
      const settle = (outcome: DeliveryOutcome) => {
        clearTimeout(connecting)
        clearTimeout(whole)
        resolve(outcome)
      }
      const giveUp = () => request.destroy(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' }))
      const connecting = setTimeout(giveUp, options.connectMs)
      const whole = setTimeout(giveUp, options.timeoutMs)
      whenConnected(request, url.protocol, () => clearTimeout(connecting))
      request.on('error', (error) => settle(failed(nameError(error))))
      request.on('response', (answer) => {
        settle({ status: answer.statusCode ?? 0, error: null })
        throwAway(answer, options.timeoutMs)
      })
      request.end(body)
    })
}

const failed = (error: DeliveryError): DeliveryOutcome => ({ status: null, error })

function whenConnected(request: ClientRequest, protocol: string, act: () => void): void {
  request.on('socket', (socket) => socket.once(protocol === 'https:' ? 'secureConnect' : 'connect', act))
}

/** Looks up a name, and answers those of its addresses that may be called. */
function guardLookup(lookup: typeof lookUp, isAllowed: (address: string) => boolean): LookupFunction {
  return (hostname, options, answer) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error !== null) return answer(error, '', 0)
      const addresses = found.filter(({ address }) => isAllowed(address))
      const [first] = addresses
      if (first === undefined) {
        return answer(Object.assign(new Error('leads to where nothing is sent'), { code: notAllowed }), '', 0)
      }
      if (options.all) return answer(null, addresses)
      answer(null, first.address, first.family)
    })
  }
}

const notAllowed = 'ERR_ADDRESS_NOT_ALLOWED'

function throwAway(answer: IncomingMessage, timeoutMs: number): void {
  const stop = () => answer.destroy()
  const late = setTimeout(stop, timeoutMs)
  let read = 0
  answer.on('data', (chunk: Buffer) => {
    read += chunk.length
    if (read > mostRead) stop()
  })
  answer.on('error', () => {})
  answer.on('close', () => clearTimeout(late))
}

const errorNames: Readonly<Record<string, DeliveryError>> = {
  [notAllowed]: 'address_not_allowed',
  ENOTFOUND: 'name_not_found',
  EAI_AGAIN: 'name_not_found',
  ECONNREFUSED: 'connection_refused',
  ECONNRESET: 'connection_broken',
  EPIPE: 'connection_broken',
  HPE_INVALID_CONSTANT: 'connection_broken',
  ETIMEDOUT: 'timeout',
}

/** A word of ours for what went wrong: the message may hold the address, or whatever the receiver has sent. */
function nameError(error: Error): DeliveryError {
  const { code = '' } = error as NodeJS.ErrnoException
  if (error instanceof AggregateError) {
    const [first] = error.errors
    if (first instanceof Error) return nameError(first)
  }
  if (/^(?:ERR_TLS|ERR_SSL|CERT|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED|EPROTO)/.test(code)) return 'tls'
  return errorNames[code] ?? 'other'
}
