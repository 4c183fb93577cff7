// The candidates for the HTTP stack, each doing nothing but its own part: route one POST, parse a JSON body, answer JSON.
// BENCH_STACK names one of them, and only that one need be installed.

import type { AddressInfo } from 'node:net'
import { reportReady } from '../processes/report-ready.ts'

const answer = JSON.parse(process.env.BENCH_ANSWER ?? '{}') as object
const path = '/api/v1/verify'
const answerTo = (body: unknown) => (typeof (body as { token?: unknown }).token === 'string' ? answer : {})

const stacks: Record<string, () => Promise<number>> = {
  async fastify() {
    const { fastify } = await import('fastify')
    const app = fastify()
    app.post(path, async (request) => answerTo(request.body))
    await app.listen({ port: 0, host: '127.0.0.1' })
    return (app.server.address() as AddressInfo).port
  },
  async hono() {
    const { serve } = await import('@hono/node-server')
    const { Hono } = await import('hono')
    const app = new Hono()
    app.post(path, async (context) => context.json(answerTo(await context.req.json())))
    const { promise, resolve } = Promise.withResolvers<number>()
    serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => resolve(port))
    return promise
  },
}

const port = await stacks[process.env.BENCH_STACK ?? '']?.()
reportReady({ url: `http://127.0.0.1:${port}` })
