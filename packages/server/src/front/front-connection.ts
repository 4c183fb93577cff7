import type { Socket } from 'node:net'
import type { KeysteadError } from '@keystead/core'
import type { RequestsInFlight } from '../http/requests-in-flight.ts'
import type { PlainAnswer, PlainDoor } from './plain-door.ts'
import { PlainRequests } from './plain-requests.ts'
import { writePlainAnswer } from './write-plain-answer.ts'

export type FrontParts = {
  /** By method and path, with a space between. */
  readonly doors: ReadonlyMap<string, PlainDoor>
  readonly isDraining: () => boolean
  readonly inFlight: Pick<RequestsInFlight, 'enter' | 'leave'>
  /** Hears of each answer that went this way. */
  readonly onAnswer: (method: string, route: string, status: number, elapsedMs: number) => void
  /** Hears why, where that answer was a refusal. */
  readonly onRefusal: (requestId: string, refusal: KeysteadError) => void
  readonly keepAliveSeconds: number
  /** For how long a connection may say nothing. */
  readonly idleLimitMs: number
  /** Gives the connection to node:http, for good. */
  readonly handOver: (socket: Socket) => void
}

/** A request that a door has been asked about. */
type Asked = {
  readonly id: string
  readonly door: PlainDoor
  readonly begun: number
  /** Where in the chunk it ends. */
  readonly end: number
  readonly answer: PlainAnswer | Promise<PlainAnswer | undefined>
}

/** One connection, as long as nothing has come over it but plain requests, each of them whole in what was read at once. */
export class FrontConnection {
  readonly #socket: Socket
  readonly #parts: FrontParts
  readonly #requests: PlainRequests
  /** An answer is being made, or waits for a client that does not read. Meanwhile nothing more is read. */
  #isBusy = false

  constructor(socket: Socket, parts: FrontParts) {
    this.#socket = socket
    this.#parts = parts
    this.#requests = new PlainRequests(socket)
    socket.setTimeout(parts.idleLimitMs)
    socket.on('timeout', this.#onTimeout).on('data', this.#onData).on('end', this.#onEnd).on('error', this.#onError)
  }

  /** Ends it, unless that would cut somebody short. */
  closeIdle(): void {
    if (!this.#isBusy) this.#socket.destroySoon()
  }

  readonly #onTimeout = () => this.#socket.destroy()
  readonly #onData = (chunk: Buffer) => this.#answerFrom(chunk, 0)
  // All that came before it is answered.
  readonly #onEnd = () => this.#socket.end()
  // The connection is closed, too, and that is all there is to do.
  readonly #onError = () => {}

  /** Answers what begins here, one request after the other, and writes the answers in one go. */
  #answerFrom(chunk: Buffer, start: number): void {
    let answers = ''
    for (let at = start; at < chunk.length; ) {
      const asked = this.#ask(chunk, at)
      if (asked === undefined) {
        this.#send(answers)
        return this.#leave(chunk.subarray(at))
      }
      if (asked.answer instanceof Promise) {
        this.#send(answers)
        return void this.#answerLater(asked, asked.answer, chunk, at)
      }
      answers += this.#write(asked, asked.answer)
      at = asked.end
    }
    if (!this.#send(answers)) this.#readOnceSent()
  }

  #ask(chunk: Buffer, start: number): Asked | undefined {
    const { doors, isDraining } = this.#parts
    const begun = performance.now()
    // How a connection ends with its answer is known to node:http.
    const found = isDraining() ? undefined : this.#requests.read(chunk, start)
    const door = doors.get(found?.door ?? '')
    if (found === undefined || door === undefined) return undefined
    try {
      const answer = door.answer(found.request)
      return answer && { id: found.request.id, door, begun, end: found.end, answer }
    } catch {
      return undefined
    }
  }

  async #answerLater(asked: Asked, promised: Promise<PlainAnswer | undefined>, chunk: Buffer, start: number) {
    const { inFlight, isDraining } = this.#parts
    inFlight.enter()
    this.#hold()
    const answer = await promised.catch(() => undefined)
    this.#release()
    if (answer === undefined || isDraining()) {
      this.#leave(chunk.subarray(start))
    } else {
      this.#send(this.#write(asked, answer))
      this.#answerFrom(chunk, asked.end)
    }
    // A request that was left to its route is counted there by then.
    setImmediate(() => inFlight.leave())
  }

  #write({ id, door, begun }: Asked, answer: PlainAnswer): string {
    const { keepAliveSeconds, onAnswer, onRefusal } = this.#parts
    if (answer.refusal !== undefined) onRefusal(id, answer.refusal)
    const text = writePlainAnswer(id, answer, keepAliveSeconds)
    onAnswer(door.method, door.path, answer.status, performance.now() - begun)
    return text
  }

  /** Whether the client keeps up with what is sent. */
  #send(text: string): boolean {
    return text === '' || this.#socket.write(text)
  }

  #readOnceSent(): void {
    this.#hold()
    this.#socket.once('drain', () => this.#release())
  }

  #hold(): void {
    this.#isBusy = true
    this.#socket.pause()
  }

  #release(): void {
    this.#isBusy = false
    this.#socket.resume()
  }

  /** Whatever comes from here on is for node:http, which is to find the connection as if it had just been opened. */
  #leave(unread: Buffer): void {
    const socket = this.#socket
    if (socket.destroyed) return
    socket.setTimeout(0)
    socket.off('timeout', this.#onTimeout).off('data', this.#onData).off('end', this.#onEnd).off('error', this.#onError)
    socket.pause()
    socket.unshift(unread)
    this.#parts.handOver(socket)
    socket.resume()
  }
}
