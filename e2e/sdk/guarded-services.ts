import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { GuardOptions, ValidKey } from '@keystead/sdk'
import { keystead as forExpress } from '@keystead/sdk/express'
import { keystead as forFastify } from '@keystead/sdk/fastify'
import { keystead as forFetch } from '@keystead/sdk/fetch'
import { keystead as forHono, type KeysteadEnv } from '@keystead/sdk/hono'
import { keystead as forNext, keysteadProxy } from '@keystead/sdk/next'
import { keystead as forNode } from '@keystead/sdk/node'
import express from 'express'
import Fastify from 'fastify'
import { Hono } from 'hono'

/** Sends a request to `/api/echo` of a service, or to a path of one's own. */
type Send = (path: string, init?: RequestInit) => Promise<Response>
type Service = { readonly send: Send; close(): Promise<void> }

/** Somebody's own API, by each framework: it answers whose key came, and what body, and counts how often it was reached. */
export const frameworks: readonly {
  readonly name: string
  start(options: GuardOptions, reached: () => void): Promise<Service>
}[] = [
  {
    name: 'node:http',
    start: (options, reached) =>
      listen(
        forNode(options)(async (request, response, key) => {
          reached()
          const chunks: Uint8Array[] = []
          for await (const chunk of request) chunks.push(chunk)
          response.setHeader('content-type', 'application/json')
          response.end(JSON.stringify(echo(key, Buffer.concat(chunks).toString())))
        }),
      ),
  },
  {
    name: 'Express',
    start(options, reached) {
      const app = express()
      // Mounted: what is left of the URL there is not all of it.
      app.use('/api', forExpress(options))
      app.all('/api/echo', express.text({ type: () => true }), (request, response) => {
        reached()
        response.json(echo(request.keystead, typeof request.body === 'string' ? request.body : ''))
      })
      return listen(app)
    },
  },
  {
    name: 'Fastify',
    async start(options, reached) {
      const app = Fastify()
      app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
      app.addHook('onRequest', forFastify(options))
      app.all('/api/echo', async (request) => {
        reached()
        return echo(request.keystead, typeof request.body === 'string' ? request.body : '')
      })
      const url = await app.listen({ host: '127.0.0.1', port: 0 })
      return { send: (path, init) => fetch(`${url}${path}`, init), close: () => app.close() }
    },
  },
  {
    name: 'Hono',
    async start(options, reached) {
      const app = new Hono<KeysteadEnv>()
      app.use('/api/*', forHono(options))
      app.all('/api/echo', async (c) => {
        reached()
        return c.json(echo(c.get('keystead'), await c.req.text()))
      })
      return inProcess((request) => app.fetch(request))
    },
  },
  {
    name: 'Fetch',
    start: async (options, reached) =>
      inProcess(
        forFetch(options)(async (request, key) => {
          reached()
          return Response.json(echo(key, await request.text()))
        }),
      ),
  },
  {
    name: 'a route of Next.js',
    async start(options, reached) {
      const handle = forNext(options)(
        async (request: Request, key, { params }: { params: Promise<{ id: string }> }) => {
          reached()
          const { id } = await params
          return Response.json({ ...echo(key, await request.text()), id })
        },
      )
      return inProcess((request) => handle(request, { params: Promise.resolve({ id: 'echo' }) }))
    },
  },
  {
    name: 'the proxy of Next.js',
    async start(options, reached) {
      const proxy = keysteadProxy(options)
      // The key stays with the proxy: the handler behind it finds out about nobody.
      return inProcess(async (request) => {
        const refusal = await proxy(request)
        if (refusal !== undefined) return refusal
        reached()
        return Response.json({ body: await request.text() })
      })
    },
  },
]

const echo = ({ keyId, principal }: ValidKey, body: string) => ({ keyId, name: principal.name, body })

const inProcess = (handle: (request: Request) => Response | Promise<Response>): Service => ({
  send: async (path, init) => handle(new Request(`https://service.example${path}`, init)),
  close: async () => {},
})

async function listen(handler: RequestListener): Promise<Service> {
  const server = createServer(handler)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    send: (path, init) => fetch(`${url}${path}`, init),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
