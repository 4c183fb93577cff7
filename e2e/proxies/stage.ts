// Keystead, the API, and all proxies between them: what the contract is played on.

import { openTcpGate, type TcpGate } from '../durability/tcp-gate.ts'
import { addMachine, addPerson, addTeam } from '../support/accounts-api.ts'
import { call } from '../support/keys-api.ts'
import { type Keystead, startKeystead } from '../support/keystead-process.ts'
import type { ProgramName, ProxyKind } from './proxy-list.ts'
import { type Proxy, startProxy } from './start-proxy.ts'
import { startUpstream, type Upstream } from './upstream.ts'

export interface RunningProxy extends Proxy {
  readonly kind: ProxyKind
  /** On the way from the proxy to Keystead. */
  readonly gate: TcpGate
}

export interface Stage {
  readonly keystead: Keystead
  readonly upstream: Upstream
  readonly tokens: Tokens
  proxy(name: string): RunningProxy
  /** Another of the same kind, with a mistake in its configuration. */
  startSpoilt(kind: ProxyKind, spoil: (text: string) => string): Promise<Proxy>
  /** What Keystead itself says of who holds a token. */
  identityOf(token: string): Promise<Identity>
  stop(): Promise<void>
}

export type Identity = Readonly<Record<string, string>>

interface Tokens {
  /** Of the organization that the examples require. */
  readonly ada: string
  /** A service account of it, whose name takes encoding. */
  readonly machine: string
  /** Of another organization only. */
  readonly outsider: string
}

export async function setStage(
  kinds: readonly ProxyKind[],
  programs: Readonly<Record<ProgramName, string | null>>,
): Promise<Stage> {
  const keystead = await startKeystead({ environment: { KEYSTEAD_GRPC_PORT: '0' } })
  const upstream = await startUpstream()
  const tokens = await makeTokens(keystead)
  const running = new Map<string, RunningProxy>()
  const stop = async () => {
    await Promise.all([...running.values()].map((proxy) => proxy.stop().then(() => close(proxy.gate))))
    await Promise.all([upstream.stop(), keystead.remove()])
  }
  const programOf = ({ program }: ProxyKind) => programs[program] ?? program
  const startOne = async (kind: ProxyKind) => {
    const gate = await openTcpGate(kind.byGrpc ? grpcUrlOf(keystead) : keystead.url)
    const keysteadPort = Number(new URL(gate.url).port)
    const proxy = await startProxy(kind, programOf(kind), { upstreamPort: upstream.port, keysteadPort })
    running.set(kind.name, { ...proxy, kind, gate })
  }
  // All of them, also when one has failed: what runs must be stopped.
  const started = await Promise.allSettled(kinds.map(startOne))
  const failed = started.find(({ status }) => status === 'rejected')
  if (failed !== undefined) {
    await stop()
    throw (failed as PromiseRejectedResult).reason
  }
  return {
    keystead,
    upstream,
    tokens,
    stop,
    proxy(name) {
      const proxy = running.get(name)
      if (proxy === undefined) throw new Error(`${name} does not run`)
      return proxy
    },
    startSpoilt(kind, spoil) {
      const keysteadPort = Number(new URL(kind.byGrpc ? grpcUrlOf(keystead) : keystead.url).port)
      return startProxy(kind, programOf(kind), { upstreamPort: upstream.port, keysteadPort, spoil })
    },
    identityOf: (token) => askKeystead(keystead, token),
  }
}

const close = (gate: TcpGate) => gate.cut()

function grpcUrlOf(keystead: Keystead): string {
  const port = /gRPC for Envoy on port (\d+)/.exec(keystead.logs())?.[1]
  if (port === undefined) throw new Error('Keystead does not listen for gRPC')
  return `http://127.0.0.1:${port}`
}

async function makeTokens(keystead: Keystead): Promise<Tokens> {
  await addTeam(keystead, 'fleet', { ada: 'member' })
  const { token: machine } = await addMachine(keystead, { name: 'Ünïcode, "ボット"', team: 'fleet' })
  await call(keystead, 'POST', '/api/v1/organizations', { name: 'birch' })
  const { token: outsider } = await addPerson(keystead, { username: 'outsider', organization: 'birch' })
  return { ada: keystead.token, machine, outsider }
}

async function askKeystead({ url }: Keystead, token: string): Promise<Identity> {
  const answer = await fetch(`${url}/auth?organization=acme`, { headers: { authorization: `Bearer ${token}` } })
  if (answer.status !== 200) throw new Error(`/auth answered ${answer.status}`)
  return Object.fromEntries(
    [...answer.headers].filter(([name, value]) => name.startsWith('x-keystead-') && value !== ''),
  )
}
