// better-auth behind the bare server. Its own doors let nobody verify a key: whoever uses it writes this.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openBetterAuth } from '../in-process/open-better-auth.ts'
import { reportReady } from '../processes/report-ready.ts'

const { tokens, verify } = await openBetterAuth(1)

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', async () => {
    const { token } = JSON.parse(Buffer.concat(chunks).toString()) as { token: string }
    const body = JSON.stringify({ valid: await verify(token) })
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
    response.end(body)
  })
})

server.listen(0, '127.0.0.1', () => {
  reportReady({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: tokens[0] })
})
