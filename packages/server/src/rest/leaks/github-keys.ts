import { readFile } from 'node:fs/promises'
import type { Clock } from '@keystead/core'

/** Finds a public key of GitHub's by its identifier, as PEM. */
export type FindGithubKey = (identifier: string) => Promise<string | undefined>

const freshForMs = 60 * 60_000
// An identifier that nobody knows must not have us ask GitHub each time.
const soonestAgainMs = 60_000
const timeoutMs = 5_000
const largestList = 1 << 20

/**
 * GitHub's public keys, by an address (`https://api.github.com/meta/public_keys/secret_scanning`) or from a file with the same
 * content, kept for an hour.
 *
 * @see https://docs.github.com/en/code-security/secret-scanning/secret-scanning-partnership-program/secret-scanning-partner-program
 */
export function openGithubKeys(source: string, clock: Clock): FindGithubKey {
  let known = new Map<string, string>()
  let readAt = Number.NEGATIVE_INFINITY
  let reading: Promise<void> | undefined
  const readAgain = async () => {
    readAt = clock.now()
    known = readKeys(await readSource(source))
  }
  return async (identifier) => {
    const age = clock.now() - readAt
    if (age > freshForMs || (!known.has(identifier) && age > soonestAgainMs)) {
      // While GitHub cannot be reached, the keys that are known still count.
      reading ??= readAgain()
        .catch(() => {})
        .finally(() => {
          reading = undefined
        })
    }
    await reading
    return known.get(identifier)
  }
}

async function readSource(source: string): Promise<string> {
  if (!source.startsWith('https://')) return readFile(source, 'utf8')
  const answer = await fetch(source, { signal: AbortSignal.timeout(timeoutMs), redirect: 'error' })
  if (!answer.ok) throw new Error(`the keys were not given (${answer.status})`)
  return (await answer.text()).slice(0, largestList)
}

function readKeys(text: string): Map<string, string> {
  const list = JSON.parse(text) as { public_keys?: { key_identifier?: unknown; key?: unknown }[] }
  return new Map(
    (list.public_keys ?? []).flatMap(({ key_identifier, key }) =>
      typeof key_identifier === 'string' && typeof key === 'string' ? [[key_identifier, key]] : [],
    ),
  )
}
