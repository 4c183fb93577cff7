import { type Browser, type BrowserContext, chromium } from 'playwright-core'
import { preview } from 'vite'

const arguments_ = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
]

export type Console = {
  readonly origin: string
  readonly open: (look?: Look) => Promise<BrowserContext>
  /** Makes the mock's world anew. */
  readonly reset: (wish?: object) => Promise<void>
  readonly close: () => Promise<void>
}
type Look = { readonly language?: 'en' | 'ja'; readonly theme?: 'light' | 'dark'; readonly phone?: boolean }

/** The built console under the server's own security policy, with the mock behind it, and a Chromium before it. */
export async function startConsole(): Promise<Console> {
  const server = await preview({ preview: { port: 0, host: '127.0.0.1' }, logLevel: 'error' })
  const address = server.httpServer?.address()
  if (address === null || typeof address !== 'object') throw new Error('The preview does not listen')
  const origin = `http://127.0.0.1:${address.port}`
  const browser: Browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: arguments_,
  })
  return {
    origin,
    open: ({ language = 'en', theme = 'light', phone = false } = {}) =>
      browser.newContext({
        baseURL: origin,
        locale: language === 'ja' ? 'ja-JP' : 'en-GB',
        colorScheme: theme,
        viewport: phone ? { width: 390, height: 844 } : { width: 1280, height: 800 },
        hasTouch: phone,
        isMobile: phone,
        deviceScaleFactor: 1,
        permissions: ['clipboard-read', 'clipboard-write'],
        reducedMotion: 'reduce',
      }),
    reset: async (wish = {}) => {
      await fetch(`${origin}/api/v1/mock/reset`, { method: 'POST', body: JSON.stringify(wish) })
    },
    close: async () => {
      await browser.close()
      await server.close()
    },
  }
}
