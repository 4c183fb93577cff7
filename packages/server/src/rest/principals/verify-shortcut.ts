import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Verifier } from '@keystead/verifier'
import type { FastifyInstance } from 'fastify'
import { type AddressReader, clientOf } from '../../http/client-of.ts'
import { readCredentials } from '../../http/credentials.ts'
import { newRequestId } from '../../http/request-id.ts'
import type { RequestsInFlight } from '../../http/requests-in-flight.ts'
import { readQuestion } from './read-question.ts'
import { answerQuestion, changeHeader } from './verify-routes.ts'

export type ShortcutParts = {
  readonly verifier: Verifier
  readonly isDraining: () => boolean
  readonly addressOf: AddressReader
  readonly inFlight: Pick<RequestsInFlight, 'enter' | 'leave'>
  /** Hears of each answer that went this way. */
  readonly onAnswer: (method: string, route: string, status: number, elapsedMs: number) => void
}

const path = '/api/v1/verify'
const longestBody = 16 * 1024

/**
 * What the front (`front/front-reader.ts`) has given away is read by node:http from then on, with whatever else comes over that
 * connection. Here the one request that is answered all day at least goes past the framework: a plain `POST /api/v1/verify`
 * from a good caller, with a body as the schema wants it. Whatever is unusual about a request, or about its answer, is
 * handed to the route itself (`verify-routes.ts`), which alone knows how to refuse; so this way cannot differ from that one
 * in more than its speed.
 */
export function shortenVerification(app: FastifyInstance, parts: ShortcutParts): void {
  const [handle] = app.server.listeners('request') as RequestListener[]
  if (handle === undefined) throw new Error('the server has no handler to go past')
  app.server.removeAllListeners('request')
  app.server.on('request', (request, response) => {
    const token = isPlain(request) ? readCredentials(request.headers.authorization) : undefined
    if (token === undefined) return handle(request, response)
    const begun = performance.now()
    parts.inFlight.enter()
    takeShortcut(app, parts, token, request, response).then(
      (isAnswered) => {
        if (isAnswered) parts.onAnswer('POST', path, response.statusCode, performance.now() - begun)
        else handle(request, response)
        parts.inFlight.leave()
      },
      // The client went away in the middle of its body, or the route failed to answer in its turn.
      () => {
        response.destroy()
        parts.inFlight.leave()
      },
    )
  })
}

function isPlain({ method, url, headers }: IncomingMessage): boolean {
  return (
    url === path &&
    method === 'POST' &&
    headers['content-type'] === 'application/json' &&
    headers['content-encoding'] === undefined &&
    Number(headers['content-length']) <= longestBody
  )
}

/** False where nothing of the body has been read, and the request is still the route's to answer. */
async function takeShortcut(
  app: FastifyInstance,
  { verifier, isDraining, addressOf }: ShortcutParts,
  token: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const client = clientOf({ ip: addressOf(request), headers: request.headers })
  const caller = await verifier.verify(token, {}, client).catch(() => undefined)
  if (caller?.valid !== true) return false
  const body = await readBody(request)
  const question = readQuestion(body)
  const changeNumber = verifier.changeNumber
  const requestId = newRequestId()
  const answer =
    question && (await answerQuestion(verifier, caller.principal, question, requestId).catch(() => undefined))
  if (answer === undefined) {
    await replay(app, request, response, body)
    return true
  }
  const text = JSON.stringify(answer)
  response.writeHead(200, [
    'x-request-id',
    requestId,
    changeHeader,
    String(changeNumber),
    'cache-control',
    'no-store',
    'x-content-type-options',
    'nosniff',
    'cross-origin-resource-policy',
    'same-origin',
    'content-type',
    'application/json; charset=utf-8',
    'content-length',
    String(Buffer.byteLength(text)),
    ...(isDraining() ? ['connection', 'close'] : []),
  ])
  response.end(text)
  return true
}

function readBody(request: IncomingMessage): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)))
  request.on('error', reject)
  request.on('close', () => {
    if (!request.complete) reject(new Error('the client went away'))
  })
  return promise
}

/** Has the route answer a request whose body has been read. */
async function replay(app: FastifyInstance, request: IncomingMessage, response: ServerResponse, payload: Buffer) {
  const { method, headers, socket } = request
  const answer = await app.inject({
    method: method as 'POST',
    url: path,
    headers: headers as Record<string, string>,
    payload,
    ...(socket.remoteAddress !== undefined && { remoteAddress: socket.remoteAddress }),
  })
  response.writeHead(answer.statusCode, answer.headers)
  response.end(answer.rawPayload)
}
