// What of Vault's HTTP API the CLI uses, in memory, for the tests of the commands. That the CLI speaks it as the real one
// does is shown by e2e/cli-system/stores.test.ts, against a real OpenBao.

import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout } from 'node:timers/promises'

type Entry = { readonly data: Readonly<Record<string, unknown>>; readonly version: number }

export type VaultStandIn = {
  readonly variables: { readonly VAULT_ADDR: string; readonly VAULT_TOKEN: string }
  readonly entries: Map<string, Entry>
  /** From now on answers writes with 403, as where the policy lets one read only. */
  refuseWrites: boolean
  /** How long it takes for each answer, as one does that is far away. */
  delayMs: number
  close(): void
}

export async function startVaultStandIn(): Promise<VaultStandIn> {
  const entries = new Map<string, Entry>()
  const token = 'hvs.stand-in'
  const server = createServer(async (request, response) => {
    const send = (status: number, body: unknown = {}) => response.writeHead(status).end(JSON.stringify(body))
    if (standIn.delayMs > 0) await setTimeout(standIn.delayMs)
    if (request.headers['x-vault-token'] !== token) return send(403, { errors: ['permission denied'] })
    const [, , engine, kind, ...steps] = (request.url ?? '').split(/[/?]/)
    const path = `${engine}/${steps.join('/')}`
    const entry = entries.get(path)
    if (kind === 'data' && request.method === 'GET') {
      if (entry === undefined) return send(404, { errors: [] })
      return send(200, { data: { data: entry.data, metadata: { version: entry.version } } })
    }
    if (standIn.refuseWrites) return send(403, { errors: ['1 error occurred: permission denied'] })
    if (kind === 'data' && request.method === 'POST') {
      const { data, options } = await readBody(request)
      if (options.cas !== (entry?.version ?? 0)) {
        return send(400, { errors: ['check-and-set parameter did not match the current version'] })
      }
      entries.set(path, { data, version: options.cas + 1 })
      return send(200)
    }
    if (kind === 'metadata' && request.method === 'DELETE') {
      entries.delete(path)
      return send(204)
    }
    return send(405)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const standIn: VaultStandIn = {
    variables: { VAULT_ADDR: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, VAULT_TOKEN: token },
    entries,
    refuseWrites: false,
    delayMs: 0,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
  return standIn
}

async function readBody(request: IncomingMessage) {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk
  return JSON.parse(text)
}
