// The whole installation: two PostgreSQL machines, of which one stands by, and the nodes.

import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Ending, startCommand } from '../durability/keystead-command.ts'
import { KeysteadNode } from './keystead-node.ts'
import { openPostgresHost, type PostgresHost } from './postgres-host.ts'
import { PostgresMachine } from './postgres-machine.ts'

export type ClusterSettings = {
  readonly nodes: number
  readonly leaseMs: number
  /** Loaded into the last of the nodes, to break it. */
  readonly preload?: string
}

const startPatienceMs = 20_000
const startPauseMs = 100

export class Cluster {
  readonly host: PostgresHost
  readonly nodes: readonly KeysteadNode[]
  /** Of the first administrator. */
  readonly token: string
  primary: PostgresMachine
  standby: PostgresMachine
  /** A primary that was replaced, and may not know. */
  retired: PostgresMachine | undefined
  readonly #folder: string
  #machines = 2

  private constructor(
    parts: Pick<Cluster, 'host' | 'nodes' | 'token' | 'primary' | 'standby'> & { readonly folder: string },
  ) {
    this.host = parts.host
    this.nodes = parts.nodes
    this.token = parts.token
    this.primary = parts.primary
    this.standby = parts.standby
    this.#folder = parts.folder
  }

  static async open({ nodes: count, leaseMs, preload }: ClusterSettings): Promise<Cluster> {
    const folder = await mkdtemp(join(tmpdir(), 'keystead-cluster-'))
    const host = await openPostgresHost()
    const nodes: KeysteadNode[] = []
    try {
      const primary = await PostgresMachine.create(host, 'machine-1')
      const standby = await primary.addStandby('machine-2')
      await mkdir(join(folder, 'keystead'))
      const common = { folder, leaseMs, databaseUrl: primary.url }
      const bootstrap = ['bootstrap', '--email', 'ada@example.com', '--organization', 'acme']
      const ending = await startCommand(bootstrap, { environment: environmentOf(folder, primary) }).ended
      if (ending.exitCode !== 0) throw new Error(`bootstrap ended with ${ending.exitCode}:\n${ending.stderr}`)
      const { token } = JSON.parse(ending.revealStdout()) as { token: string }
      for (let number = 1; number <= count; number += 1) {
        const broken = number === count && preload !== undefined ? { preload } : {}
        nodes.push(await KeysteadNode.open({ ...common, name: `node ${number}`, ...broken }))
      }
      return new Cluster({ host, nodes, token, primary, standby, folder })
    } catch (error) {
      for (const node of nodes) await node.close()
      await host.close()
      await rm(folder, { recursive: true, force: true })
      throw error
    }
  }

  /**
   * Makes the standby the primary, and leads new connections there, but for nodes that are left behind. The old one is left
   * as it is.
   */
  async failOver(leftBehind: readonly KeysteadNode[] = []): Promise<void> {
    await this.standby.promote()
    this.retired = this.primary
    this.primary = this.standby
    for (const node of this.nodes) if (!leftBehind.includes(node)) node.path.leadTo(this.primary.port)
  }

  /** Ends the primary that was replaced, if one was, and puts a new standby in its place. */
  async replaceRetired(): Promise<void> {
    if (this.retired === undefined) return
    for (const { path } of this.nodes) path.leadTo(this.primary.port)
    await this.retired.remove()
    this.retired = undefined
    this.#machines += 1
    this.standby = await this.primary.addStandby(`machine-${this.#machines}`)
  }

  /** As a supervisor does: again and again, until it serves. */
  async startNode(node: KeysteadNode): Promise<void> {
    const giveUpAt = performance.now() + 2 * startPatienceMs
    while (performance.now() < giveUpAt) {
      const isServing = await Promise.race([
        node.start().then(
          () => true,
          () => false,
        ),
        wait(startPatienceMs, false, { ref: false }),
      ])
      if (isServing) return
      await node.kill()
      await wait(startPauseMs)
    }
    throw new Error(`${node.name} does not start:\n${await node.logs()}`)
  }

  /** Runs a command on the database, without the way of any node. */
  run(args: readonly string[]): Promise<Ending> {
    return startCommand(args, { environment: environmentOf(this.#folder, this.primary) }).ended
  }

  async close(): Promise<void> {
    for (const node of this.nodes) await node.close()
    await this.host.close()
    await rm(this.#folder, { recursive: true, force: true })
  }
}

function environmentOf(folder: string, { url }: PostgresMachine): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    NODE_COMPILE_CACHE: join(folder, 'compiled'),
    KEYSTEAD_DATA_DIR: join(folder, 'keystead'),
    DATABASE_URL: url,
  }
}
