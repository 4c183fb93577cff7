import { once } from 'node:events'
import { connect } from 'node:net'

type Answer = { readonly status: number; readonly body: string }

export type Connection = {
  /** Sends a whole request, and answers when its answer has come. One at a time. */
  send(request: Buffer): Promise<Answer>
  close(): void
}

const headEnd = '\r\n\r\n'

/** A client that does little more than a socket does, so that what is measured is the server. */
export async function openConnection({ hostname, port }: URL): Promise<Connection> {
  // One character for each byte, as lengths count; what is compared here is ASCII.
  const socket = connect(Number(port), hostname).setNoDelay().setEncoding('latin1')
  await once(socket, 'connect')
  let received = ''
  let waiting: PromiseWithResolvers<Answer> | undefined
  socket.on('data', (text: string) => {
    received += text
    const answer = readAnswer(received)
    if (answer === undefined) return
    received = ''
    waiting?.resolve(answer)
  })
  socket.on('error', () => {})
  socket.on('close', () => waiting?.reject(new Error('the server closed the connection instead of answering')))
  return {
    send(request) {
      waiting = Promise.withResolvers()
      socket.write(request)
      return waiting.promise
    },
    close() {
      socket.destroy()
    },
  }
}

/** Undefined as long as it is not whole. All servers here tell the length of what they answer. */
function readAnswer(text: string): Answer | undefined {
  const end = text.indexOf(headEnd)
  if (end === -1) return undefined
  const [, length] = /content-length: (\d+)/i.exec(text) ?? []
  if (length === undefined) throw new Error('an answer without a length')
  const bodyStart = end + headEnd.length
  if (text.length < bodyStart + Number(length)) return undefined
  return { status: Number(text.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length)), body: text.slice(bodyStart) }
}

export type Request = {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A request as it goes over the wire. */
export function writeRequest({ method, url, headers, body }: Request): Buffer {
  const { host, pathname } = new URL(url)
  const length = method === 'GET' ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  const lines = Object.entries({ host, ...headers, ...length }).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`${method} ${pathname} HTTP/1.1\r\n${lines.join('')}\r\n${body}`)
}
