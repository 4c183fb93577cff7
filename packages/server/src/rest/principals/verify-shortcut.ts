import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { longestPlainBody, type PlainAnswer, type PlainHeaders } from '../../front/plain-door.ts'
import type { SenderParts } from '../../front/sender-reader.ts'
import { logFailure } from '../../http/log-failure.ts'
import { newRequestId } from '../../http/request-id.ts'
import type { RequestsInFlight } from '../../http/requests-in-flight.ts'
import { verifyDoor } from './verify-door.ts'

export type ShortcutParts = SenderParts & {
  readonly isDraining: () => boolean
  readonly inFlight: Pick<RequestsInFlight, 'enter' | 'leave'>
  /** Hears of each answer that went this way. */
  readonly onAnswer: (method: string, route: string, status: number, elapsedMs: number) => void
}

/**
 * What the front (`front/front-reader.ts`) has given away is read by node:http from then on, with whatever else comes over that
 * connection. Here the one request that is answered all day at least goes past the framework: what the front's door would answer
 * is answered by that door. All else is handed to the route itself (`verify-routes.ts`), so that this way cannot differ from that
 * one in more than its speed.
 */
export function shortenVerification(app: FastifyInstance, parts: ShortcutParts): void {
  const [handle] = app.server.listeners('request') as RequestListener[]
  if (handle === undefined) throw new Error('the server has no handler to go past')
  const door = verifyDoor(parts)
  const isPlain = ({ method, url, headers }: IncomingMessage) =>
    url === door.path &&
    method === door.method &&
    headers.authorization !== undefined &&
    headers['content-type'] === 'application/json' &&
    headers['content-encoding'] === undefined &&
    Number(headers['content-length']) <= longestPlainBody

  /** Rejects where the client went away in the middle of its body, or the route failed to answer in its turn. */
  async function takeShortcut(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const begun = performance.now()
    const body = await readBody(request)
    const id = newRequestId()
    const { headers, socket } = request
    // Of what the door looks at, Node makes a text of each.
    const asked = { id, query: '', headers: headers as PlainHeaders, body, socket }
    const answer = await (async () => door.answer(asked))().catch(() => undefined)
    if (answer === undefined) return replay(app, request, response, body)
    if (answer.refusal !== undefined) logFailure(app, answer.refusal, id)
    send(response, id, answer, parts.isDraining())
    parts.onAnswer(door.method, door.path, answer.status, performance.now() - begun)
  }

  app.server.removeAllListeners('request')
  app.server.on('request', (request, response) => {
    if (!isPlain(request)) return handle(request, response)
    parts.inFlight.enter()
    takeShortcut(request, response)
      .catch(() => response.destroy())
      .finally(() => parts.inFlight.leave())
  })
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

function send(response: ServerResponse, id: string, { status, headers, body }: PlainAnswer, isLast: boolean): void {
  const lines = headers.split('\r\n').slice(0, -1)
  response.writeHead(status, [
    'x-request-id',
    id,
    ...lines.flatMap((line) => {
      const colon = line.indexOf(': ')
      return [line.slice(0, colon), line.slice(colon + 2)]
    }),
    'content-length',
    String(Buffer.byteLength(body)),
    ...(isLast ? ['connection', 'close'] : []),
  ])
  response.end(body)
}

/** Has the route answer a request whose body has been read. */
async function replay(app: FastifyInstance, request: IncomingMessage, response: ServerResponse, payload: Buffer) {
  const { method, url, headers, socket } = request
  const answer = await app.inject({
    method: method as 'POST',
    url: url as string,
    headers: headers as Record<string, string>,
    payload,
    ...(socket.remoteAddress !== undefined && { remoteAddress: socket.remoteAddress }),
  })
  response.writeHead(answer.statusCode, answer.headers)
  response.end(answer.rawPayload)
}
