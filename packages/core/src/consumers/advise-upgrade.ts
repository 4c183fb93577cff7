import type { Program } from '../model/consumer.ts'

/** That a program should be upgraded, and to what at least. What to say of it is for who shows it. */
export type UpgradeAdvice = {
  /** It refuses to be logged in with a key of today's format, which is longer than 40 characters. */
  readonly code: 'TOO_OLD_FOR_LONG_KEYS'
  readonly minimumVersion: string
}

// The first versions of W&B's clients that take keys of more than 40 characters, wherever they are told them.
const minimumVersions: Readonly<Record<string, string>> = { wandb: '0.22.3', weave: '0.52.17' }

/** Whether a client must be upgraded before it can be given a new key by every way. Null where it need not, or nobody knows. */
export function adviseUpgrade(program: Program | null): UpgradeAdvice | null {
  if (program === null || program.version === null || !Object.hasOwn(minimumVersions, program.name)) return null
  const minimumVersion = minimumVersions[program.name] ?? ''
  return isBelow(program.version, minimumVersion) ? { code: 'TOO_OLD_FOR_LONG_KEYS', minimumVersion } : null
}

function isBelow(version: string, minimum: string): boolean {
  const [given, wanted] = [version, minimum].map((text) =>
    text.split('.').map((part) => Number.parseInt(part, 10) || 0),
  )
  for (const [place, part] of (wanted ?? []).entries()) {
    const difference = (given?.[place] ?? 0) - part
    if (difference !== 0) return difference < 0
  }
  return false
}
