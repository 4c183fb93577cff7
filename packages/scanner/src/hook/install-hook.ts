import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'
import { askGitOfPerson } from '../sources/run-git.ts'

export type InstalledHook =
  | { readonly state: 'installed' | 'there already'; readonly path: string; readonly kept: string | null }
  /** husky writes its hooks anew whenever packages are installed: a line belongs into its own file. */
  | { readonly state: 'husky'; readonly path: string }

const mark = 'keystead scan --staged'
const keptName = 'pre-commit.before-keystead'

const hook = `#!/bin/sh
# Keeps keys out of commits. Written by: keystead scan --install-hook
before="$(dirname "$0")/${keptName}"
if [ -x "$before" ]; then "$before" "$@" || exit; fi
if ! command -v keystead > /dev/null; then
  echo 'keystead is not installed here, so nothing was scanned; git commit --no-verify commits all the same.' >&2
  exit 1
fi
exec ${mark}
`

/**
 * Has git scan what is staged before each commit. A hook that is there already is kept and runs first. Again and again comes to
 * the same.
 */
export async function installHook(directory: string): Promise<InstalledHook> {
  const named = (await askGitOfPerson(directory, 'rev-parse', '--git-path', 'hooks')).trim()
  const folder = isAbsolute(named) ? named : resolve(directory, named)
  if (/[\\/]\.husky[\\/]_$/.test(folder)) return { state: 'husky', path: join(folder, '..', 'pre-commit') }
  const path = join(folder, 'pre-commit')
  const kept = join(folder, keptName)
  if (existsSync(path)) {
    if (readFileSync(path, 'utf8').includes(mark)) return { state: 'there already', path, kept: keptOf(kept) }
    if (existsSync(kept)) throw new Error(`${kept} is there already`)
    renameSync(path, kept)
  }
  mkdirSync(folder, { recursive: true })
  writeFileSync(path, hook)
  chmodSync(path, 0o755)
  return { state: 'installed', path, kept: keptOf(kept) }
}

const keptOf = (path: string) => (existsSync(path) ? path : null)
