import { meaningfulHeaders, type PlainHeaders } from './plain-door.ts'

/** The head of a plain request. */
export type PlainHead = {
  /** Method and path, with a space between. */
  readonly door: string
  readonly query: string
  readonly headers: PlainHeaders
  readonly bodyBytes: number
}

const mostLines = 64
const requestLine = /^(GET|POST) (\/[\w./-]*)(?:\?([\w.~&=-]+))? HTTP\/1\.1$/
// Less than RFC 9112 §5 allows: one space behind the colon, none at the end, nothing but printable ASCII.
const headerLine = /^([A-Za-z0-9-]+): ([\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)$/
const plainLength = /^(?:0|[1-9]\d{0,4})$/

/**
 * What these would make of a request is for node:http to decide: where it ends, whether it is answered at once, what becomes of
 * the connection, how its body is to be read, and which of several routes takes it.
 */
const beyondPlain = new Set([
  'accept-version',
  'content-encoding',
  'expect',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

const meaningful: ReadonlySet<string> = new Set(meaningfulHeaders)

/**
 * Reads the head of a request, without the empty line behind it, as the most plain of clients write it. Undefined wherever
 * another reader could understand anything else than is read here: that is how requests are smuggled past those who check
 * them. So framing is nothing but one `Content-Length` (RFC 9112 §6.3), and no line may be other than it has to be.
 */
export function readPlainHead(text: string): PlainHead | undefined {
  const [first = '', ...lines] = text.split('\r\n')
  const request = requestLine.exec(first)
  if (request === null || lines.length > mostLines) return undefined
  const headers: Record<string, string> = {}
  for (const line of lines) {
    const [, spelling = '', value = ''] = headerLine.exec(line) ?? []
    const name = spelling.toLowerCase()
    if (name === '' || beyondPlain.has(name)) return undefined
    if (!meaningful.has(name)) continue
    if (headers[name] !== undefined) return undefined
    headers[name] = value
  }
  const { host, connection = 'keep-alive', 'content-length': length = '0' } = headers
  if (host === undefined || connection.toLowerCase() !== 'keep-alive' || !plainLength.test(length)) return undefined
  return { door: `${request[1]} ${request[2]}`, query: request[3] ?? '', headers, bodyBytes: Number(length) }
}
