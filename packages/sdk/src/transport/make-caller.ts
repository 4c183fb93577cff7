import { type Operations, operations } from '../api/api.ts'
import { addressOf, buildRequest, type Input, type OperationName } from './build-request.ts'
import { makeEventReader } from './make-event-reader.ts'
import { noAnswer, unreadableAnswer } from './read-failure.ts'
import { readLines } from './read-lines.ts'
import { type Sending, sendRequest } from './send-request.ts'
import { withDeadline } from './with-deadline.ts'

/** What every call of the client takes besides what it sends. */
export type CallOptions = {
  /** Ends the call with the signal's reason. Whether the server has done what was asked is then unknown. */
  readonly signal?: AbortSignal | undefined
  /** For the whole call, repetitions included, in milliseconds. Left out: that of the client. */
  readonly timeoutMs?: number | undefined
  /** Told the headers of a good answer as soon as they have come. */
  readonly onHeaders?: ((headers: Headers) => void) | undefined
}

export type CreateOptions = CallOptions & {
  /**
   * 16 to 255 visible ASCII characters, such as a random UUID. The same caller repeating a request with the same key gets the
   * same answer. Left out: a new one for each call, which makes it safe for the call to repeat itself.
   */
  readonly idempotencyKey?: string | undefined
}

/** The one way to the server, which the resources share. */
export type Caller = {
  call<Name extends OperationName>(
    name: Name,
    input: Input<Name>,
    options?: CreateOptions,
  ): Promise<Operations[Name]['answer']>
  /** The same for an answer of many lines: each as soon as it has come. `timeoutMs` is for the first. */
  callForLines<Name extends OperationName>(
    name: Name,
    input: Input<Name>,
    options?: CallOptions,
  ): AsyncGenerator<Operations[Name]['answer'], void, undefined>
  /** The same for server-sent events. `timeoutMs` is for the beginning of the answer. */
  callForEvents<Name extends OperationName>(
    name: Name,
    input: Input<Name>,
    options?: CallOptions,
  ): AsyncGenerator<ServerEvent<Operations[Name]['answer']>, void, undefined>
  addressOf<Name extends OperationName>(name: Name, input: Input<Name>): string
}

/** One server-sent event, its data read as JSON. */
export type ServerEvent<Data> = { readonly event: string; readonly data: Data }

export type Connection = Sending & {
  readonly url: string
  readonly authorize: () => Promise<string | undefined>
  readonly timeoutMs: number
}

export function makeCaller({ url, authorize, timeoutMs, ...sending }: Connection): Caller {
  const send = async (name: OperationName, input: object, signal: AbortSignal, idempotencyKey?: string) => {
    const authorization = await authorize()
    return sendRequest(sending, buildRequest(url, name, input, { authorization, idempotencyKey }), signal)
  }

  /** The response, as soon as it begins, until whoever reads it stops: that stops the server, too. */
  async function* openLines(name: OperationName, input: object, options: CallOptions) {
    const abort = new AbortController()
    const giveUp = () => abort.abort(options.signal?.reason)
    options.signal?.addEventListener('abort', giveUp)
    try {
      const deadline = { signal: options.signal, timeoutMs: options.timeoutMs ?? timeoutMs }
      const response = await withDeadline(deadline, () => send(name, input, abort.signal))
      options.onHeaders?.(response.headers)
      for await (const line of readLines(response, abort.signal, url)) yield { line, status: response.status }
    } finally {
      options.signal?.removeEventListener('abort', giveUp)
      abort.abort()
    }
  }

  return {
    call: (name, input, options = {}) =>
      withDeadline({ signal: options.signal, timeoutMs: options.timeoutMs ?? timeoutMs }, async (signal) => {
        const idempotencyKey = options.idempotencyKey ?? newIdempotencyKey(name)
        const response = await send(name, input, signal, idempotencyKey)
        options.onHeaders?.(response.headers)
        return parse(await readText(response, signal, url), response.status)
      }),

    async *callForLines(name, input, options = {}) {
      for await (const { line, status } of openLines(name, input, options)) yield parse(line, status)
    },

    async *callForEvents(name, input, options = {}) {
      const readLine = makeEventReader()
      for await (const { line, status } of openLines(name, input, options)) {
        const read = readLine(line)
        if (read !== undefined) yield { event: read.event, data: parse(read.data, status) }
      }
    },

    addressOf: (name, { path, query }: { path?: Record<string, string>; query?: Record<string, string> }) =>
      addressOf(url, name, path, query),
  }
}

/** Not every runtime has one: Node 18, and pages that came without TLS. There a lost create is not repeated. */
function newIdempotencyKey(name: OperationName): string | undefined {
  return 'takesIdempotencyKey' in operations[name] ? globalThis.crypto?.randomUUID?.() : undefined
}

function parse(text: string, status: number) {
  if (text === '') return undefined as never
  try {
    return JSON.parse(text)
  } catch {
    throw unreadableAnswer(status)
  }
}

async function readText(response: Response, signal: AbortSignal, url: string): Promise<string> {
  try {
    return await response.text()
  } catch (thrown) {
    signal.throwIfAborted()
    throw noAnswer(url, thrown)
  }
}
