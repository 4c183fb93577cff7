import { type Browser, chromium } from 'playwright-core'
import { inject } from 'vitest'

/** Null where the machine has no Chromium and may not have one. */
export const executablePath = inject('chromium')

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking']

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: executablePath ?? '', args: flags })
