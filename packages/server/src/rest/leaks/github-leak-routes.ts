import { createHash, verify } from 'node:crypto'
import { type Instance, KeysteadError, reportLeak } from '@keystead/core'
import type { FastifyPluginAsync } from 'fastify'
import { z } from 'zod'
import { originOf } from '../../http/authenticate.ts'
import type { FindGithubKey } from './github-keys.ts'

const largestBody = 1 << 20

const reportsSchema = z
  .array(z.object({ token: z.string().max(4096), type: z.string().max(255), url: z.string().max(4096).nullish() }))
  .max(1_000)

/**
 * `/leaks/github`: what GitHub's secret scanning sends to its partners, signed (ECDSA P-256) over the body as it came. A signed
 * request is told which tokens were keys here; they are named by their hash, so that none is sent about.
 */
export function githubLeakRoutes(instance: Instance, findGithubKey: FindGithubKey): FastifyPluginAsync {
  return async (app) => {
    // The signature is over these bytes, and over no others that would mean the same.
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))

    app.post('/leaks/github', { bodyLimit: largestBody, schema: { hide: true } }, async (request) => {
      const body = request.body instanceof Buffer ? request.body : Buffer.alloc(0)
      const { 'github-public-key-identifier': identifier, 'github-public-key-signature': signature } = request.headers
      const key = typeof identifier === 'string' ? await findGithubKey(identifier) : undefined
      if (key === undefined || !isSigned(body, key, signature)) throw new KeysteadError('UNAUTHENTICATED')
      const { data: reports } = reportsSchema.safeParse(parseJson(body))
      if (reports === undefined) throw new KeysteadError('INVALID_REQUEST')
      const answers = []
      // One after the other: a batch takes no more of the database than one request does.
      for (const { token, type, url } of reports) {
        const isOurs = await reportLeak(instance, originOf(request), { token, source: 'github', url: url ?? null })
        const label = isOurs ? 'true_positive' : 'false_positive'
        answers.push({ token_hash: createHash('sha256').update(token).digest('base64'), token_type: type, label })
      }
      return answers
    })
  }
}

function isSigned(body: Buffer, key: string, signature: string | string[] | undefined): boolean {
  if (typeof signature !== 'string') return false
  try {
    return verify('sha256', body, key, Buffer.from(signature, 'base64'))
  } catch {
    // A key that is none, in a list that somebody has put together by hand.
    return false
  }
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    throw new KeysteadError('MALFORMED_JSON')
  }
}
