import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** PostgreSQL behind a wire that can be made to swallow all that comes, as a network does that has lost the way. */
export type Wire = { readonly url: string; swallow(): void; close(): Promise<void> }

export async function openWire(url: string): Promise<Wire> {
  const { hostname, port } = new URL(url)
  const ends: Socket[] = []
  const server = createServer((client) => {
    const database = connect(Number(port), hostname)
    client.pipe(database).pipe(client)
    for (const end of [client, database]) ends.push(end.on('error', () => {}))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const wire = Object.assign(new URL(url), { port: String((server.address() as AddressInfo).port) })
  return {
    url: wire.href,
    swallow() {
      for (const end of ends) end.unpipe().resume()
    },
    async close() {
      for (const end of ends) end.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
