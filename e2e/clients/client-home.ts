// A home for one run of one client: every file it may read or write is in here, every variable it sees is set here.

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface ClientHome {
  /** What holds all of it, and is removed with it. */
  readonly folder: string
  /** The whole environment of a client, but for what its scenario adds. */
  readonly environment: Readonly<Record<string, string>>
  /** Hosts off this machine that a client tried to reach; the suite lets it reach none. */
  readonly strayedTo: readonly string[]
  /** The netrc file's text, or `undefined` where there is none. */
  readNetrc(): Promise<string | undefined>
  writeNetrc(machine: string, token: string): Promise<void>
  readSettings(): Promise<string | undefined>
  remove(): Promise<void>
}

export async function makeClientHome(): Promise<ClientHome> {
  const folder = await mkdtemp(join(tmpdir(), 'keystead-client-'))
  const home = join(folder, 'home')
  // Where wandb and npm weave look by themselves; wandb 0.15.12 writes here whatever NETRC says.
  const netrc = join(home, '.netrc')
  const config = join(home, '.config', 'wandb')
  for (const path of [config, join(folder, 'tmp')]) await mkdir(path, { recursive: true })
  const tripwire = await startTripwire()

  return {
    folder,
    environment: {
      PATH: process.env.PATH ?? '',
      LANG: 'C.UTF-8',
      HOME: home,
      // Else wandb leaves debug-cli.<user>.log in the machine's own folder for temporary files.
      TMPDIR: join(folder, 'tmp'),
      NETRC: netrc,
      WANDB_CONFIG_DIR: config,
      WANDB_DIR: join(folder, 'wandb'),
      WANDB_CACHE_DIR: join(folder, 'cache'),
      WANDB_DATA_DIR: join(folder, 'data'),
      WANDB_ERROR_REPORTING: 'false',
      HTTP_PROXY: tripwire.url,
      HTTPS_PROXY: tripwire.url,
      NO_PROXY: '127.0.0.1,localhost',
    },
    strayedTo: tripwire.hosts,
    readNetrc: () => readIfThere(netrc),
    writeNetrc: (machine, token) =>
      writeFile(netrc, `machine ${machine}\n  login user\n  password ${token}\n`, { mode: 0o600 }),
    readSettings: () => readIfThere(join(config, 'settings')),
    remove: async () => {
      tripwire.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

// A proxy for everything that is not on loopback, which notes where a client wanted to go and refuses to take it there.
async function startTripwire() {
  const hosts: string[] = []
  const server = createServer((request, response) => {
    hosts.push(request.url ?? '?')
    response.writeHead(403).end()
  })
  server.on('connect', (request, socket) => {
    hosts.push(request.url ?? '?')
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const stop = () => {
    server.close()
    server.closeAllConnections()
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, hosts, stop }
}

async function readIfThere(path: string): Promise<string | undefined> {
  return await readFile(path, 'utf8').catch(() => undefined)
}
