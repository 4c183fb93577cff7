/** An answer to a request that may not pass, before a framework has made it its own. */
export type Refusal = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const rows = {
  UNAUTHENTICATED: {
    status: 401,
    title: 'A valid API key is required: none was sent, or it is mistyped, expired or deleted.',
  },
  FORBIDDEN: { status: 403, title: 'This API key does not reach what was asked for.' },
  TOKEN_IN_URL: {
    status: 400,
    title:
      'An API key must never be part of a URL, where proxies and logs record it. Send it in the Authorization header, and replace this key: it may have been recorded.',
  },
  UNAVAILABLE: { status: 503, title: 'The API key cannot be checked right now. Try again shortly.' },
} as const

/** Problem documents (RFC 9457) with the codes of Keystead's own API, so that callers need one way to read them. */
export function refuse(code: keyof typeof rows, headers: Readonly<Record<string, string>> = {}): Refusal {
  const { status, title } = rows[code]
  return {
    status,
    headers: { 'content-type': 'application/problem+json; charset=utf-8', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify({ type: `urn:keystead:error:${code}`, title, status, code }),
  }
}

export const toResponse = ({ status, headers, body }: Refusal) => new Response(body, { status, headers })
