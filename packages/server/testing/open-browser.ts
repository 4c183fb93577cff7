import type { User } from '@keystead/core'
import type { Answer } from './call.ts'
import type { TestApp } from './start-test-app.ts'

type App = Pick<TestApp, 'call'>

/** A browser on a page of the console: it keeps the session cookie, and says where its requests come from. */
export type TestBrowser = {
  /** By the REST door; paths begin behind `/api/v1`. */
  call(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>
  signIn(email: string, password: string): Promise<Answer>
  /** What it sends as cookie. */
  cookie(): string | undefined
  /** The token in the cookie; throws without one. */
  sessionToken(): string
}

type Place = { readonly from?: string; readonly userAgent?: string; readonly cookie?: string }

export function openBrowser(
  app: App,
  { from, userAgent = 'Test Browser/1.0', cookie: first }: Place = {},
): TestBrowser {
  let cookie = first
  const call: TestBrowser['call'] = async (method, path, body, headers = {}) => {
    const answer = await app.call(method, `/api/v1${path}`, {
      ...(body !== undefined && { body }),
      ...(from !== undefined && { from }),
      headers: {
        'user-agent': userAgent,
        'sec-fetch-site': 'same-origin',
        ...(cookie !== undefined && { cookie }),
        ...headers,
      },
    })
    const set = answer.headers['set-cookie']
    if (typeof set === 'string') cookie = /Max-Age=0\b/.test(set) ? undefined : set.split(';')[0]
    return answer
  }
  return {
    call,
    signIn: (email, password) => call('POST', '/session', { email, password }),
    cookie: () => cookie,
    sessionToken() {
      const token = cookie?.split('=')[1]
      if (token === undefined) throw new Error('the browser holds no session')
      return token
    },
  }
}

/** Gives a user this password, as no door does: without asking anybody. */
export async function givePassword(
  { instance }: Pick<TestApp, 'instance'>,
  { id }: Pick<User, 'id'>,
  password: string,
): Promise<void> {
  const hash = await instance.passwords.hash(password)
  await instance.store.transact((transaction) => transaction.writePasswordHash(id, hash))
}
