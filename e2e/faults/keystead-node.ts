// One node of the cluster: a real `keystead serve`, which can be killed, paused, and told a wrong time.

import { writeFile } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type KeysteadCommand, startCommand } from '../durability/keystead-command.ts'
import { NetworkPath } from './network-path.ts'

export type NodeSettings = {
  readonly folder: string
  readonly name: string
  readonly leaseMs: number
  /** The database, without the way to it. */
  readonly databaseUrl: string
  /** Loaded into the process before anything else; left out, the clock that can be set. */
  readonly preload?: string
}

export type Reply = { readonly status: number; readonly body: unknown }

type Question = {
  readonly method: string
  readonly path: string
  readonly token: string
  readonly body?: object
  readonly patienceMs: number
  /** Whoever asks has no more interest. */
  readonly signal?: AbortSignal
}

const settableClock = fileURLToPath(new URL('./settable-clock.ts', import.meta.url))

export class KeysteadNode {
  readonly name: string
  readonly path: NetworkPath
  readonly #settings: NodeSettings
  readonly #clockFile: string
  #command: KeysteadCommand | undefined
  #serving: Promise<void> = Promise.resolve()
  #isServing = false
  #url = ''
  #agent = new Agent({ keepAlive: true })

  private constructor(settings: NodeSettings, path: NetworkPath) {
    this.name = settings.name
    this.path = path
    this.#settings = settings
    this.#clockFile = join(settings.folder, `${settings.name}.clock`)
  }

  static async open(settings: NodeSettings): Promise<KeysteadNode> {
    const path = await NetworkPath.open(Number(new URL(settings.databaseUrl).port))
    const node = new KeysteadNode(settings, path)
    await writeFile(node.#clockFile, '0')
    await node.start()
    return node
  }

  /** What receipts call the process that runs now. */
  get receiptName(): string {
    return `${hostname()}/${this.#command?.pid}`
  }

  get isRunning(): boolean {
    return this.#command?.isRunning() ?? false
  }

  /** It has said that it listens, and still runs. */
  get isServing(): boolean {
    return this.#isServing && this.isRunning
  }

  get environment(): Record<string, string> {
    const { folder, leaseMs, preload = settableClock } = this.#settings
    const url = new URL(this.#settings.databaseUrl)
    url.port = String(this.path.port)
    return {
      PATH: process.env.PATH ?? '',
      HOME: folder,
      NODE_OPTIONS: `--import=${preload}`,
      NODE_COMPILE_CACHE: join(folder, 'compiled'),
      KEYSTEAD_DATA_DIR: join(folder, 'keystead'),
      KEYSTEAD_PORT: '0',
      KEYSTEAD_LEASE: String(leaseMs),
      KEYSTEAD_TEST_CLOCK_FILE: this.#clockFile,
      DATABASE_URL: url.href,
    }
  }

  /** Resolves when it serves. Rejects where it ended instead, as without a database. */
  start(): Promise<void> {
    if (!this.isRunning) this.#serving = this.#serve()
    return this.#serving
  }

  async #serve(): Promise<void> {
    const command = startCommand(['serve'], { environment: this.environment })
    this.#command = command
    this.#isServing = false
    const [, url = ''] = await command.waitForOutput(/ is listening on (http:\S+)/)
    this.#agent.destroy()
    this.#agent = new Agent({ keepAlive: true })
    this.#url = url
    this.#isServing = true
  }

  async kill(): Promise<void> {
    if (!this.isRunning) return
    this.#command?.signal('SIGKILL')
    await this.#command?.ended
  }

  pause(): void {
    this.#command?.signal('SIGSTOP')
  }

  resume(): void {
    this.#command?.signal('SIGCONT')
  }

  /** Sets its wall clock this far from ours. The clock that nobody sets goes on. */
  async setClock(offsetMs: number): Promise<void> {
    await writeFile(this.#clockFile, String(offsetMs))
    if (this.isRunning) this.#command?.signal('SIGUSR2')
  }

  async logs(): Promise<string> {
    await this.kill()
    return (await this.#command?.ended)?.stdout ?? ''
  }

  /** Undefined where no whole answer came in time. */
  async ask({ method, path, token, body, patienceMs, signal: given }: Question): Promise<Reply | undefined> {
    const { promise, resolve } = Promise.withResolvers<Reply | undefined>()
    const text = body === undefined ? undefined : JSON.stringify(body)
    const headers = {
      authorization: `Bearer ${token}`,
      ...(text !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
    }
    const late = AbortSignal.timeout(patienceMs)
    const signal = given === undefined ? late : AbortSignal.any([late, given])
    request(this.#url + path, { agent: this.#agent, method, headers, signal }, (answer) => {
      const pieces: Buffer[] = []
      answer.on('data', (piece: Buffer) => pieces.push(piece))
      answer.once('error', () => resolve(undefined))
      answer.once('end', () => resolve({ status: answer.statusCode ?? 0, body: parse(Buffer.concat(pieces)) }))
    })
      .once('error', () => resolve(undefined))
      .end(text)
    return promise
  }

  async close(): Promise<void> {
    await this.kill()
    this.#agent.destroy()
    this.path.close()
  }
}

function parse(bytes: Buffer): unknown {
  return bytes.length === 0 ? undefined : JSON.parse(bytes.toString('utf8'))
}
