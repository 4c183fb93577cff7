// A TCP connection that does exactly what a test writes: half a request, two at once, or nothing at all.

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export class RawConnection {
  readonly #socket: Socket
  readonly #watchers = new Set<() => void>()
  #received = ''
  /** All that was received, once the other side has closed the connection, in whatever way. */
  readonly closed: Promise<string>

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.setEncoding('utf8').on('data', (text: string) => {
      this.#received += text
      for (const watcher of this.#watchers) watcher()
    })
    // A reset is one of the ways in which the other side can close; what was received tells what it had answered.
    socket.on('error', () => {})
    this.closed = once(socket, 'close').then(() => this.#received)
  }

  /** Rejects with the error of the connection: `ECONNREFUSED` where nobody listens. */
  static async open(port: number): Promise<RawConnection> {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    return new RawConnection(socket)
  }

  send(text: string): void {
    this.#socket.write(text)
  }

  /** Resolves once this was received; rejects when the connection closes without it. */
  async waitFor(text: string): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const look = () => {
      if (this.#received.includes(text)) resolve()
    }
    this.#watchers.add(look)
    look()
    this.closed.then(() => reject(new Error(`the connection was closed without ${JSON.stringify(text)}`)))
    return promise.finally(() => this.#watchers.delete(look))
  }

  destroy(): void {
    this.#socket.destroy()
  }
}

/** A create of which the server has everything but the body, and has said so: it has begun, and cannot go on. */
export async function holdCreate(
  port: number,
  token: string,
  name: string,
  connection: 'close' | 'keep-alive',
): Promise<{ readonly connection: RawConnection; readonly body: string }> {
  const body = JSON.stringify({ name })
  const held = await RawConnection.open(port)
  held.send(
    [
      'POST /api/v1/keys HTTP/1.1',
      'host: keystead',
      `connection: ${connection}`,
      `authorization: Bearer ${token}`,
      'content-type: application/json',
      `content-length: ${Buffer.byteLength(body)}`,
      // The server's "100 Continue" is the proof that it has the head (RFC 9110 §10.1.1).
      'expect: 100-continue',
      '\r\n',
    ].join('\r\n'),
  )
  await held.waitFor('HTTP/1.1 100 Continue\r\n\r\n')
  return { connection: held, body }
}

/** A connection that has had one answer, and waits for the next request. */
export async function openIdleConnection(port: number): Promise<RawConnection> {
  const connection = await RawConnection.open(port)
  connection.send('GET /healthz HTTP/1.1\r\nhost: keystead\r\n\r\n')
  await connection.waitFor('{"status":"ok"}')
  return connection
}

export interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The whole answers in what was received, without interim ones (1xx). Throws at one that is cut off. */
export function readAnswers(received: string): RawAnswer[] {
  const answers: RawAnswer[] = []
  let rest = received
  while (rest !== '') {
    const headEnd = rest.indexOf('\r\n\r\n')
    if (headEnd === -1) throw new Error('the head of an answer is cut off')
    const [statusLine = '', ...lines] = rest.slice(0, headEnd).split('\r\n')
    const status = Number(statusLine.split(' ')[1])
    const headers = Object.fromEntries(lines.map((line) => line.toLowerCase().split(': ', 2)))
    const bytes = Buffer.from(rest.slice(headEnd + 4))
    const length = Number(headers['content-length'] ?? 0)
    if (bytes.length < length) throw new Error('the body of an answer is cut off')
    if (status >= 200) answers.push({ status, headers, body: bytes.subarray(0, length).toString() })
    rest = bytes.subarray(length).toString()
  }
  return answers
}
