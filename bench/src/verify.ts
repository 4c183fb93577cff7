// `npm run bench`: what a verification over HTTP costs beside a bare server that does nothing but the HTTP and the JSON,
// and beside the two HTTP frameworks that were candidates. What is claimed is the ratio to the bare server.

import { parseArgs } from 'node:util'
import { compare } from './compare.ts'
import { startContender } from './load.ts'

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '7' }, seconds: { type: 'string', default: '4' } },
})

const keystead = await startContender('Keystead, POST /api/v1/verify', 'keystead-server.ts', {}, {})
const { token = '' } = keystead.ready
const body = JSON.stringify({ token })
const headers = { authorization: `Bearer ${token}` }
const answer = await fetch(keystead.url, {
  method: 'POST',
  body,
  headers: { ...headers, 'content-type': 'application/json' },
}).then((response) => response.text())

const request = { body, headers }
await compare(
  [
    await startContender('bare node:http', 'bare-server.ts', { BENCH_ANSWER: answer }, request),
    await startContender(
      'Fastify, no logic',
      'stack-servers.ts',
      { BENCH_ANSWER: answer, BENCH_STACK: 'fastify' },
      request,
    ),
    await startContender('Hono, no logic', 'stack-servers.ts', { BENCH_ANSWER: answer, BENCH_STACK: 'hono' }, request),
    { ...keystead, ...request },
  ],
  answer,
  { rounds: Number(values.rounds), seconds: Number(values.seconds) },
)
