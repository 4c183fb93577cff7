/// <reference lib="dom" />

import { en, type Phrases } from '../../packages/web/src/phrases/en.ts'
import { ja } from '../../packages/web/src/phrases/ja.ts'
import { launchBrowser } from './browser.ts'
import { type ConsoleServer, startConsoleServer } from './console-server.ts'
import { type Language, Visitor } from './visitor.ts'

export const phrasesOf: Record<Language, Phrases> = { en, ja }
export const password = 'lake otter pencil 41'
export const organization = 'acme robots'
export const home = `/account-settings/${encodeURIComponent(organization)}`

export interface Stage {
  readonly server: ConsoleServer
  arrive(): Promise<Visitor>
  /** A browser of their own in which somebody is signed in, on this page. */
  enter(address: string, email?: string): Promise<Visitor>
  close(): Promise<void>
}

/** A real server that has been set up by ada@example.com, and browsers before it. */
export async function openStage(language: Language, settings: Readonly<Record<string, string>> = {}): Promise<Stage> {
  const [browser, server] = await Promise.all([launchBrowser(), startConsoleServer(settings)])
  const t = phrasesOf[language]
  const setUp = await fetch(`${server.origin}/api/v1/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      token: new URL(server.setupLink).hash.slice(1),
      email: 'ada@example.com',
      password,
      organization,
      name: 'Ada',
    }),
  })
  if (setUp.status !== 201) throw new Error(`the server was not set up: ${setUp.status}`)
  const arrive = () => Visitor.arrive(browser, server.origin, language)
  return {
    server,
    arrive,
    enter: async (address, email = 'ada@example.com') => {
      const visitor = await arrive()
      await visitor.open(address)
      await visitor.type(t.common.email, email)
      await visitor.typeSecret(t.signIn.password, password)
      await visitor.press(t.signIn.submit)
      await visitor.page.getByRole('main').getByRole('heading', { level: 1 }).waitFor()
      await visitor.page.waitForURL((url) => url.pathname !== '/sign-in')
      return visitor
    },
    close: async () => {
      await browser.close()
      await server.remove()
    },
  }
}

/** Has somebody join the organization. */
export async function invite(admin: Visitor, origin: string, email: string, role: string): Promise<void> {
  const path = `/organizations/${encodeURIComponent(organization)}/invitations`
  const { token } = (await admin.ask('POST', path, { email, role })) as { token: string }
  const accepted = await fetch(`${origin}/api/v1/invitations/accept`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, name: email.split('@')[0], password }),
  })
  if (!accepted.ok) throw new Error(`the invitation was not accepted: ${await accepted.text()}`)
}
