import { existsSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import staticFiles from '@fastify/static'
import type { FastifyPluginAsync, FastifyReply } from 'fastify'

/** The addresses of the console: each answers with the one page, which finds out the rest by itself. */
export const consoleAddresses = [
  '/',
  '/sign-in',
  '/setup',
  '/invitation',
  '/password',
  '/authorize',
  '/device',
  '/settings',
  '/settings/*',
  '/org/dashboard',
  '/account-settings/*',
  // One by one: W&B's audit log is below `/admin`, too.
  '/admin',
  '/admin/users',
  '/admin/organizations',
  '/admin/audit',
  '/:team/service-accounts',
  '/:team/members',
]

// Nothing from elsewhere, nothing inline, and no frame around it: a page that shows tokens runs our files and no others.
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

const protection = {
  'content-security-policy': contentSecurityPolicy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const

const notBuilt =
  'The console is not built. `npm run build` in the repository makes it; everything else works without.\n'

/** The name of each of these holds a hash of what is in it. Of everything else, browsers ask whether it is still the same. */
const assets = 'assets'
const cacheControlOf = (path: string) =>
  path.startsWith(`${assets}${sep}`) ? 'public, max-age=31536000, immutable' : 'no-cache'

/** The web page on which people manage keys: files that were built before, from `directory`. */
export function consoleEdge(directory: string): FastifyPluginAsync {
  return async (app) => {
    app.addHook('onSend', async (_request, reply) => {
      reply.headers(protection)
    })
    const page = 'index.html'
    const isBuilt = existsSync(join(directory, page))
    if (isBuilt) {
      await app.register(staticFiles, {
        root: resolve(directory),
        // Only what is there now gets a route: no path of a request is ever looked for on the disk.
        wildcard: false,
        index: false,
        cacheControl: false,
        globIgnore: [page],
        setHeaders: (reply, path) => reply.header('cache-control', cacheControlOf(relative(directory, path))),
      })
    }
    const sendPage = (_request: unknown, reply: FastifyReply) =>
      isBuilt
        ? reply.sendFile(page)
        : reply.code(503).header('cache-control', 'no-store').type('text/plain; charset=utf-8').send(notBuilt)
    for (const address of consoleAddresses) app.get(address, sendPage)
  }
}
