// One row of the table = one test: a client, what it does, what must be seen, what was seen.

import { expect, inject, it } from 'vitest'
import type { Keystead } from '../support/keystead-process.ts'
import { maskTokens } from '../support/mask-tokens.ts'
import { type RecordingProxy, startRecordingProxy } from '../support/recording-proxy.ts'
import { startTlsProxy } from '../support/tls-proxy.ts'
import { type ClientHome, makeClientHome } from './client-home.ts'
import type { ClientId } from './client-list.ts'

/** A row of the table, given to the reporter as the test's metadata. */
export interface ClientRow {
  /** Number in section 9 of `wandb-wire.md`, and the variant if there is one. */
  readonly scenario: string
  readonly client: string
  readonly version: string
  readonly expected: string
  seen: string
}

declare module 'vitest' {
  interface TaskMeta {
    clientRow?: ClientRow
  }
}

export interface Scenario {
  readonly number: number
  /** Tells rows of one scenario and one client apart. */
  readonly variant?: string
  readonly client: ClientId | 'plain HTTP'
  /** What holds, in the words of the person who relies on it; the name of the test. */
  readonly guarantee: string
  /** The short words that `play` must come to. */
  readonly expected: string
  /** Which server; a function, because it starts only after the tests have been listed. */
  readonly server: () => Keystead
  readonly tls?: true
}

/** What a scenario plays on. */
export interface Stage {
  readonly server: Keystead
  /** The address that the client is given. */
  readonly proxy: RecordingProxy
  readonly home: ClientHome
  readonly environment: Readonly<Record<string, string>>
  /** Folder of the installed client; empty for plain HTTP. */
  readonly clientFolder: string
}

export interface Observation {
  readonly words: readonly string[]
  /** What the client printed, shown where the words are not the expected ones. */
  readonly printed: string
}

export function playScenario(scenario: Scenario, play: (stage: Stage) => Promise<Observation>): void {
  const [, client = scenario.client, version = '–'] = /^(.+) (\d\S*)$/.exec(scenario.client) ?? []
  const { number, variant, expected } = scenario
  const label = variant === undefined ? `${number}` : `${number} ${variant}`
  const row: ClientRow = { scenario: label, client, version, expected, seen: '' }
  const name = `${number}. ${scenario.client} ${scenario.guarantee}`
  it(name, { meta: { clientRow: row } }, async ({ task, skip }) => {
    const note = (seen: string) => {
      task.meta.clientRow = { ...row, seen }
    }
    const found = findClient(scenario.client)
    if (found.state === 'missing') {
      note(`not run: ${found.why}`)
      // On a developer's machine without an index the rest is still worth running; in CI it would be a silent gap.
      if (isCi()) throw new Error(`${scenario.client} could not be installed: ${found.why}`)
      return skip(found.why)
    }
    try {
      const { words, printed } = await onStage(scenario, found.folder, play)
      note(words.join(', '))
      expect(words.join(', '), `it printed:\n${maskTokens(printed)}`).toBe(scenario.expected)
    } catch (error) {
      if (task.meta.clientRow?.seen === '' && error instanceof Error) note(maskTokens(error.message))
      throw error
    }
  })
}

async function onStage(scenario: Scenario, clientFolder: string, play: (stage: Stage) => Promise<Observation>) {
  const server = scenario.server()
  const home = await makeClientHome()
  const { proxy, trust } = await startProxy(scenario, server)
  try {
    const stage = { server, proxy, home, environment: { ...home.environment, ...trust }, clientFolder }
    const { words, printed } = await play(stage)
    const strayed = home.strayedTo.map((host) => `strayed to ${host}`)
    return { words: [...words, ...strayed].filter((word) => word !== ''), printed }
  } finally {
    await proxy.stop()
    await home.remove()
  }
}

async function startProxy(scenario: Scenario, server: Keystead) {
  if (!scenario.tls) return { proxy: await startRecordingProxy(server.url), trust: {} }
  const proxy = await startTlsProxy(server.url)
  return { proxy, trust: { NODE_EXTRA_CA_CERTS: proxy.certificateFile } }
}

/** Folder of an installed client, for a test that is not a row of the table. */
export function requireClient(id: ClientId): string {
  const found = findClient(id)
  if (found.state === 'missing') throw new Error(`${id} could not be installed: ${found.why}`)
  return found.folder
}

function findClient(id: Scenario['client']) {
  if (id === 'plain HTTP') return { state: 'installed', folder: '' } as const
  return inject('clients')[id] ?? ({ state: 'missing', why: 'it is not in the list of clients' } as const)
}

function isCi(): boolean {
  return process.env.CI !== undefined && process.env.CI !== '' && process.env.CI !== 'false'
}
