import { type Operations, operations } from '../api/api.ts'
import { addressOf, buildRequest, type Input, type OperationName } from './build-request.ts'
import { noAnswer, unreadableAnswer } from './read-failure.ts'
import { type Sending, sendRequest } from './send-request.ts'
import { withDeadline } from './with-deadline.ts'

/** What every call of the client takes besides what it sends. */
export type CallOptions = {
  /** Ends the call with the signal's reason. Whether the server has done what was asked is then unknown. */
  readonly signal?: AbortSignal | undefined
  /** For the whole call, repetitions included, in milliseconds. Left out: that of the client. */
  readonly timeoutMs?: number | undefined
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
  /** The same for an answer of server-sent events. */
  callForEvents<Name extends OperationName>(
    name: Name,
    input: Input<Name>,
    options?: CallOptions,
  ): AsyncGenerator<ServerEvent<Operations[Name]['answer']>, void, undefined>
  addressOf<Name extends OperationName>(name: Name, input: Input<Name>): string
}

/** One of a stream: what kind it is, and what it says. */
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

  async function* linesOf(name: OperationName, input: object, options: CallOptions) {
    const abort = new AbortController()
    const giveUp = () => abort.abort(options.signal?.reason)
    options.signal?.addEventListener('abort', giveUp)
    try {
      const deadline = { signal: options.signal, timeoutMs: options.timeoutMs ?? timeoutMs }
      const response = await withDeadline(deadline, () => send(name, input, abort.signal))
      for await (const line of readLines(response, abort.signal, url)) yield { line, status: response.status }
    } finally {
      options.signal?.removeEventListener('abort', giveUp)
      // Whoever stops reading stops the server, too.
      abort.abort()
    }
  }

  return {
    call: (name, input, options = {}) =>
      withDeadline({ signal: options.signal, timeoutMs: options.timeoutMs ?? timeoutMs }, async (signal) => {
        const idempotencyKey = options.idempotencyKey ?? newIdempotencyKey(name)
        const response = await send(name, input, signal, idempotencyKey)
        return parse(await readText(response, signal, url), response.status)
      }),

    async *callForLines(name, input, options = {}) {
      for await (const { line, status } of linesOf(name, input, options)) yield parse(line, status) as never
    },

    async *callForEvents(name, input, options = {}) {
      let event = ''
      for await (const { line, status } of linesOf(name, input, options)) {
        if (line.startsWith('event: ')) event = line.slice('event: '.length)
        if (line.startsWith('data: ')) yield { event, data: parse(line.slice('data: '.length), status) }
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

/** The lines of an answer. Fails with `NO_ANSWER` where it breaks off. */
async function* readLines(response: Response, signal: AbortSignal, url: string): AsyncGenerator<string> {
  if (response.body === null) return
  const decoder = new TextDecoder()
  const reader = response.body.getReader()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read().catch((thrown: unknown) => {
      signal.throwIfAborted()
      throw noAnswer(url, thrown)
    })
    const lines = (rest + decoder.decode(value, { stream: !done })).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
    if (done) break
  }
  // Every line ends with a line feed: what has none was cut off.
  if (rest !== '') throw noAnswer(url)
}
