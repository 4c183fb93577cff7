// The baseline: what HTTP and JSON alone cost. Parses the same body as `POST /api/v1/verify` and writes the same answer,
// given in BENCH_ANSWER, without looking at either. To a GET, as `/auth` takes it, it answers nothing at all.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { reportReady } from '../processes/report-ready.ts'

const answer: unknown = JSON.parse(process.env.BENCH_ANSWER ?? '{}')

const server = createServer((request, response) => {
  if (request.method === 'GET') {
    response.writeHead(200, { 'content-length': 0 })
    response.end()
    return
  }
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const { token } = JSON.parse(Buffer.concat(chunks).toString()) as { token?: unknown }
    const body = typeof token === 'string' ? JSON.stringify(answer) : '{}'
    response.writeHead(200, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
    })
    response.end(body)
  })
})

server.listen(0, '127.0.0.1', () => {
  reportReady({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
})
