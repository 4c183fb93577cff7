// One request on one socket, byte for byte as a test wrote it: what no HTTP library would send.

import { connect } from 'node:net'

export interface RawAnswer {
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
  /** Everything that came after the first answer: whatever the server took for another request. */
  readonly rest: string
}

/**
 * Sends the bytes and reads until the server closes, which requests must ask for (`connection: close`) or deserve.
 *
 * `answeredAfter`: of this many bytes the server must have made its answer; only then does it get the others. It may
 * close on them, and a client that is still writing would lose the answer to the broken pipe.
 */
export async function exchange(url: string, bytes: Uint8Array, answeredAfter = bytes.length): Promise<RawAnswer> {
  const { hostname, port } = new URL(url)
  let received = Buffer.alloc(0)
  await new Promise<void>((resolve, reject) => {
    const socket = connect(Number(port), hostname)
    let held = bytes.subarray(answeredAfter)
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk])
      if (held.length === 0 || !isWhole(received)) return
      socket.write(held)
      held = held.subarray(held.length)
    })
    socket.once('close', () => resolve())
    // A server need not read the end of a hostile request. What it said until then is its answer.
    socket.once('error', (error) => (isWhole(received) ? resolve() : reject(error)))
    socket.write(bytes.subarray(0, answeredAfter))
  })
  return parseAnswer(received)
}

function isWhole(bytes: Buffer): boolean {
  const headEnd = bytes.indexOf('\r\n\r\n')
  if (headEnd === -1) return false
  const length = /^content-length: (\d+)\r$/im.exec(bytes.toString('latin1', 0, headEnd + 2))
  return bytes.length >= headEnd + 4 + Number(length?.[1] ?? 0)
}

function parseAnswer(bytes: Buffer): RawAnswer {
  const headEnd = bytes.indexOf('\r\n\r\n')
  const [statusLine = '', ...lines] = bytes.toString('latin1', 0, headEnd).split('\r\n')
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
    }),
  )
  const bodyStart = headEnd + 4
  const bodyEnd = bodyStart + Number(headers.get('content-length') ?? 0)
  return {
    status: Number(/^HTTP\/1\.1 (\d{3}) /.exec(statusLine)?.[1]),
    headers,
    body: bytes.toString('utf8', bodyStart, bodyEnd),
    rest: bytes.toString('latin1', bodyEnd),
  }
}

export type Bytes = string | Uint8Array

export interface RawRequest {
  readonly method?: string
  readonly path?: string
  /** In this order, and as often as they are given. */
  readonly headers?: readonly (readonly [name: string, value: Bytes])[]
  readonly body?: Bytes
}

/** A whole request. Sets host, `connection: close` and, where there is a body, its length; everything else is given. */
export function writeRequest({ method = 'GET', path = '/', headers = [], body }: RawRequest): Buffer {
  const framed = headers.some(([name]) => /^(?:content-length|transfer-encoding)$/i.test(name))
  const length = body === undefined ? 0 : Buffer.from(body).length
  const all: readonly (readonly [string, Bytes])[] = [
    ['host', 'localhost'],
    ['connection', 'close'],
    ...headers,
    ...(body === undefined || framed ? [] : [['content-length', String(length)] as const]),
  ]
  return Buffer.concat([
    Buffer.from(`${method} ${path} HTTP/1.1\r\n`),
    ...all.flatMap(([name, value]) => [Buffer.from(`${name}: `), Buffer.from(value), Buffer.from('\r\n')]),
    Buffer.from('\r\n'),
    ...(body === undefined ? [] : [Buffer.from(body)]),
  ])
}
