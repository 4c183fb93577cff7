// How the table of names talks to an app: as its first admin, and of everything that there is to see.

import type { Answer } from '../../packages/server/testing/call.ts'
import { bodyOf } from '../../packages/server/testing/rest-calls.ts'
import type { TestApp } from '../../packages/server/testing/start-test-app.ts'

/** A request of which the answer must show a name; left out, the token is the first admin's. */
export type Look = { readonly token?: string } & (
  | { readonly path: string }
  | { readonly query: string; readonly variables?: Readonly<Record<string, unknown>> }
)

export const rest = (path: string): Look => ({ path: `/api/v1${path}` })
export const found = (path: string, text: string): Look => rest(`${path}?query=${encodeURIComponent(text)}`)
export const trail = (action: string): Look => rest(`/audit?action=${action}&limit=1`)
export const entity = (name: string): Look => ({
  query: 'query Q($name: String) { entity(name: $name) { id name members { id name username email } } }',
  variables: { name },
})

export class Door {
  readonly #app: TestApp
  #made = 0

  constructor(app: TestApp) {
    this.#app = app
  }

  /** As the first admin; as nobody where the token is null. */
  call(method: string, path: string, body?: object, token: string | null = this.#app.ada.token): Promise<Answer> {
    return this.#app.call(method, `/api/v1${path}`, {
      ...(token !== null && { token }),
      ...(body !== undefined && { body }),
    })
  }

  mutate(name: string, input: object, payload: string): Promise<Answer> {
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`
    const query = `mutation M($input: ${type}!) { ${name}(input: $input) { ${payload} } }`
    return this.#app.graphql(query, { variables: { input } })
  }

  look(look: Look): Promise<Answer> {
    const { token = this.#app.ada.token } = look
    if ('path' in look) return this.#app.call('GET', look.path, { token })
    return this.#app.graphql(look.query, { token, variables: look.variables ?? {} })
  }

  /** What is made by this, which must succeed. */
  async make(method: string, path: string, body?: object, token?: string | null): Promise<Made> {
    const answer = await this.call(method, path, body, token)
    return bodyOf(answer, method === 'POST' && !path.endsWith('/accept') ? 201 : 200)
  }

  /** The ID of what a list shows under this text. */
  async idOf(path: string, text: string): Promise<string> {
    const body: Readonly<Record<string, unknown>> = bodyOf(await this.look(found(path, text)), 200)
    const items = Object.values(body).find((value) => Array.isArray(value)) as Readonly<Record<string, string>>[]
    const id = items.find((item) => Object.values(item).includes(text))?.id
    if (id === undefined) throw new Error(`${path} shows nothing of that name`)
    return id
  }

  /** A name that nothing has yet. */
  unused(): string {
    this.#made += 1
    return `unused${this.#made}`
  }

  /** All that there is, as it is shown: equal before and after what leaves nothing behind. */
  async readAll(): Promise<string> {
    // When a key was last used is written a moment later: now, or it would change between two readings.
    await this.#app.usage.flush()
    const acme = '/organizations/acme'
    const lists = ['/organizations', '/users', '/keys', `${acme}/members`, `${acme}/teams`, `${acme}/service-accounts`]
    const answers = [...lists.map((path) => `${path}?limit=200`), `${acme}/invitations`].map((path) =>
      this.look(rest(path)),
    )
    return (await Promise.all(answers)).map(({ text }) => text).join('\n')
  }
}

type Made = { readonly id: string; readonly token: string }

/** Every text in an answer, wherever it stands. */
export function textsIn({ body }: Answer): Set<string> {
  const texts = new Set<string>()
  const collect = (value: unknown): void => {
    if (typeof value === 'string') texts.add(value)
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect)
  }
  collect(body)
  return texts
}
