import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Received = {
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly json: { readonly type: string; readonly timestamp: string; readonly data: Record<string, unknown> }
}

/** Answers a delivery in some way; a status, or by hand. */
type Behaviour = number | ((answer: ServerResponse, received: Received) => void)

export type WebhookReceiver = {
  readonly url: string
  readonly received: readonly Received[]
  /** From now on. */
  behave(behaviour: Behaviour): void
  /** Refuses connections from now on. */
  close(): Promise<void>
}

/** A real receiver on loopback. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const received: Received[] = []
  let behaviour: Behaviour = 204
  const server = createServer(async (request, answer) => {
    const delivery = await read(request)
    received.push(delivery)
    if (typeof behaviour === 'function') behaviour(answer, delivery)
    else answer.writeHead(behaviour).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    behave(next) {
      behaviour = next
    },
    async close() {
      server.closeAllConnections()
      if (server.listening) await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function read(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const body = Buffer.concat(chunks).toString('utf8')
  return { headers: request.headers, body, json: JSON.parse(body) as Received['json'] }
}
