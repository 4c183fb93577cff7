import { execFileSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of the browser, or null where there is none. */
    chromium: string | null
  }
}

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** The machine's own Chromium for the console's tests; where it has none and may have one, Debian's. */
export default function setup({ provide }: TestProject): void {
  provide('chromium', findChromium() ?? installChromium() ?? null)
}

function findChromium(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const candidates = names.flatMap((name) => folders.map((folder) => join(folder, name)))
  return [process.env.CHROMIUM ?? '', ...candidates].find((path) => path !== '' && isExecutable(path))
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function installChromium(): string | undefined {
  if (process.getuid?.() === 0 && isExecutable('/usr/bin/apt-get')) {
    console.error('Keystead: no Chromium on this machine; installing it for the tests of the console (apt-get) …')
    const startedAt = Date.now()
    try {
      execFileSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 'ignore', 'inherit'] })
      execFileSync('apt-get', ['install', '-y', '-qq', 'chromium'], { stdio: ['ignore', 'ignore', 'inherit'] })
      console.error(`Keystead: installed Chromium in ${Math.round((Date.now() - startedAt) / 1000)} s.`)
    } catch {
      console.error('Keystead: `apt-get install chromium` failed; see the lines above.')
    }
  }
  const found = findChromium()
  if (found !== undefined) return found
  const missing = 'no Chromium (chromium, chromium-browser or google-chrome on the PATH, or its path in CHROMIUM)'
  if (process.env.CI) throw new Error(`Keystead: ${missing}: the console cannot be tested`)
  console.error(`Keystead: ${missing}: skipping the tests of the console.`)
  return undefined
}
