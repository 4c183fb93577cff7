import type { OutgoingHttpHeaders } from 'node:http'
import type { FastifyInstance, HTTPMethods } from 'fastify'

export type CallOptions = {
  /** Sent as Bearer. */
  readonly token?: string
  /** A text or bytes are sent as they are, anything else as JSON. Either way as `application/json`. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** The address that it comes from; left out, 127.0.0.1. */
  readonly from?: string
}

export type Answer = {
  readonly status: number
  readonly headers: OutgoingHttpHeaders
  /** The body as it was written. */
  readonly text: string
  /** The parsed body; undefined where there is none or it is no JSON. */
  readonly body: unknown
}

export type Caller = (method: string, path: string, options?: CallOptions) => Promise<Answer>

/** Calls an app as a client would, through its outermost door but without a socket. */
export function makeCaller(app: FastifyInstance): Caller {
  return async (method, path, { token, body, headers, from } = {}) => {
    const asItIs = typeof body === 'string' || body instanceof Uint8Array
    const response = await app.inject({
      method: method as HTTPMethods,
      url: path,
      ...(from !== undefined && { remoteAddress: from }),
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { payload: asItIs ? Buffer.from(body) : JSON.stringify(body) }),
    })
    return {
      status: response.statusCode,
      headers: response.headers,
      text: response.body,
      body: parseJson(response.body, String(response.headers['content-type'])),
    }
  }
}

function parseJson(text: string, mediaType: string): unknown {
  return /\bjson\b/.test(mediaType) && text !== '' ? JSON.parse(text) : undefined
}
