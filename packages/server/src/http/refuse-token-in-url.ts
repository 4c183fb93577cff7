import { containsToken, KeysteadError } from '@keystead/core'
import type { FastifyRequest } from 'fastify'

const credentialParameter = /[?&](?:token|access_token|api[_-]?key|key)=/i

/**
 * Refuses a request that carries a token in its URL, be it good or bad, with an error that says so: the caller must
 * learn that it has been in every log on the way.
 */
export async function refuseTokenInUrl({ url }: FastifyRequest): Promise<void> {
  if (credentialParameter.test(url) || containsToken(url) || containsToken(decodeLeniently(url))) {
    throw new KeysteadError('TOKEN_IN_URL')
  }
}

function decodeLeniently(url: string): string {
  try {
    return decodeURIComponent(url)
  } catch {
    return url
  }
}
