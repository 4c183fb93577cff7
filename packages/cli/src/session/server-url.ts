import { Failure } from '../failure.ts'

const loopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/

/** Fails with a `Failure` for what is no address of a server, without repeating it: it might hold a password. */
export function parseServerUrl(text: string, { allowHttp = false } = {}): string {
  const url = URL.parse(text)
  if (
    url === null ||
    !/^https?:$/.test(url.protocol) ||
    `${url.username}${url.password}${url.search}${url.hash}` !== ''
  ) {
    throw new Failure('usage', (phrases) => phrases.login.noUrl)
  }
  if (url.protocol === 'http:' && !allowHttp && !loopback.test(url.hostname)) {
    throw new Failure('usage', (phrases) => phrases.login.plainHttp)
  }
  return url.href.replace(/\/+$/, '')
}
