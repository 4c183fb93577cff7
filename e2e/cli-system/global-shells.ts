import type { TestProject } from 'vitest/node'
import { findProgram, installDebianPackages } from '../support/programs.ts'

const names = ['zsh', 'fish'] as const

declare module 'vitest' {
  interface ProvidedContext {
    /** Paths, or null for what is not there. */
    shells: Readonly<Record<(typeof names)[number], string | null>>
  }
}

/** The machine's own shells besides bash, or Debian's. */
export default function setup({ provide }: TestProject): void {
  installDebianPackages(
    names.filter((name) => findProgram(name) === undefined),
    'the tests of completion',
  )
  const shells = { zsh: findProgram('zsh') ?? null, fish: findProgram('fish') ?? null }
  const missing = names.filter((name) => shells[name] === null)
  if (missing.length > 0 && process.env.CI)
    throw new Error(`no ${missing.join(', ')}: completion cannot be tested there`)
  provide('shells', shells)
}
