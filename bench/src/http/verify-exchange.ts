import type { Exchange } from './contender.ts'

/** Asks a Keystead, in the administrator's name, for the tokens in turn. All must be good. */
export function verifyExchange(url: string, token: string, presented: readonly string[]): Exchange {
  return {
    method: 'POST',
    url: `${url}/api/v1/verify`,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    bodies: presented.map((one) => JSON.stringify({ token: one })),
    isRight: (body) => body.startsWith('{"valid":true'),
  }
}
