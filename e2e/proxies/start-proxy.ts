// A real proxy as a child process, with the configuration of its example: only the ports are others.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { findFreePort } from '@keystead/storage/testing/find-free-port'
import type { ProxyKind } from './proxy-list.ts'

const examples = fileURLToPath(new URL('../../examples/proxies/', import.meta.url))

const startTimeoutMs = 20_000
const mostStarts = 3

export interface Proxy {
  readonly port: number
  /** Everything it has printed so far. */
  printed(): string
  stop(): Promise<void>
}

export interface ProxySettings {
  readonly upstreamPort: number
  readonly keysteadPort: number
  /** A mistake to make in the configuration. */
  readonly spoil?: (text: string) => string
}

export async function startProxy(kind: ProxyKind, program: string, settings: ProxySettings): Promise<Proxy> {
  for (let start = 1; ; start += 1) {
    const proxy = await tryToStart(kind, program, settings)
    if ('stop' in proxy) return proxy
    // Somebody else can take the port between our finding it free and the proxy's binding it.
    if (start === mostStarts || !/in use/i.test(proxy.failure)) throw new Error(`${kind.name}: ${proxy.failure}`)
  }
}

async function tryToStart(
  { folder, args }: ProxyKind,
  program: string,
  settings: ProxySettings,
): Promise<Proxy | { readonly failure: string }> {
  const home = await mkdtemp(join(tmpdir(), 'keystead-proxy-'))
  const port = await findFreePort()
  await cp(join(examples, folder), home, { recursive: true })
  await configure(home, port, settings)

  const environment = { PATH: process.env.PATH ?? '', HOME: home, XDG_DATA_HOME: home, XDG_CONFIG_HOME: home }
  const child = spawn(program, args, { cwd: home, env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text
    })
  }
  const ended = once(child, 'close')
  const isRunning = () => child.exitCode === null && child.signalCode === null
  const stop = async () => {
    if (isRunning()) child.kill('SIGTERM')
    await ended
    await rm(home, { recursive: true, force: true })
  }
  const deadline = Date.now() + startTimeoutMs
  while (isRunning() && Date.now() < deadline) {
    if (await isReady(port)) return { port, printed: () => printed, stop }
    await wait(20)
  }
  await stop()
  return { failure: `did not start:\n${printed}` }
}

/** The examples all use the same four ports, which nothing else in them looks like. */
async function configure(home: string, port: number, settings: ProxySettings): Promise<void> {
  const { upstreamPort, keysteadPort, spoil = (text) => text } = settings
  const ports: Readonly<Record<string, number>> = {
    8080: port,
    8081: upstreamPort,
    5390: keysteadPort,
    5391: keysteadPort,
  }
  for (const name of await readdir(home)) {
    const text = await readFile(join(home, name), 'utf8')
    const changed = text.replaceAll(/\b(?:8080|8081|5390|5391)\b/g, (known) => String(ports[known]))
    await writeFile(join(home, name), spoil(changed))
  }
}

/** Whether it answers, and by now as its configuration says: Traefik listens first, and reads where to afterwards. */
async function isReady(port: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined)
  return answer !== undefined && answer.status !== 404
}
