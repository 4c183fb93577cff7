import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Plugin } from 'vite'
import { answer } from './mock-api.ts'

/** What the server sends with every page of the console; `vite preview` of the build is held to it as well. */
const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

async function serve(request: IncomingMessage, response: ServerResponse, next: () => void): Promise<void> {
  if (!request.url?.startsWith('/api/')) return next()
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const { status, body } = answer(request.method ?? 'GET', request.url, Buffer.concat(chunks).toString())
  // Text is what one downloads.
  const type = typeof body === 'string' ? 'application/x-ndjson' : 'application/json'
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' })
  response.end(body === undefined || typeof body === 'string' ? body : JSON.stringify(body))
}

/** Answers `/api/v1` from memory, for `vite dev` and for `vite preview`. */
export const mockApi = (): Plugin => ({
  name: 'keystead-mock-api',
  configureServer: (server) => void server.middlewares.use((...call) => void serve(...call)),
  configurePreviewServer: (server) =>
    void server.middlewares.use((request, response, next) => {
      response.setHeader('content-security-policy', contentSecurityPolicy)
      void serve(request, response, next)
    }),
})
