// Programs of others that tests run: the machine's own, or such as the Python package index has.

import { execFileSync } from 'node:child_process'
import { accessSync, constants, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

/** A Python package that holds one program and nothing else. */
export interface Wheel {
  /** Name and version. */
  readonly requirement: string
  /** Where the program is in it. */
  readonly program: string
}

export function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
  return folders.map((folder) => join(folder, name)).find(isExecutable)
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The path of the program, which is kept for the next time; undefined where it cannot be had. */
export function installWheel({ requirement, program }: Wheel, purpose: string): string | undefined {
  const { KEYSTEAD_CACHE_DIR, XDG_CACHE_HOME } = process.env
  const cache = KEYSTEAD_CACHE_DIR || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'keystead')
  const folder = join(cache, 'programs', requirement)
  const path = join(folder, program)
  if (isExecutable(path)) return path
  announceInstallation(requirement, purpose, () => {
    mkdirSync(folder, { recursive: true })
    const options = [
      '--quiet',
      '--no-deps',
      '--only-binary=:all:',
      '--upgrade',
      '--disable-pip-version-check',
      '--no-input',
    ]
    execFileSync('python3', ['-m', 'pip', 'install', ...options, '--target', folder, requirement], {
      stdio: ['ignore', 'ignore', 'inherit'],
    })
  })
  return isExecutable(path) ? path : undefined
}

/** Says what is being installed, how long it took, and that it failed. */
export function announceInstallation(what: string, purpose: string, install: () => void): void {
  console.error(`Keystead: installing ${what} for ${purpose} …`)
  const startedAt = Date.now()
  try {
    install()
    console.error(`Keystead: installed ${what} in ${Math.round((Date.now() - startedAt) / 1000)} s.`)
  } catch {
    console.error(`Keystead: ${what} could not be installed; see the lines above.`)
  }
}
