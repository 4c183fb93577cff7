import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A directory of its own, gone at the end of the scope. */
export function makeDirectory() {
  const path = mkdtempSync(join(tmpdir(), 'keystead-scan-'))
  const write = (name: string, content: string | Buffer) => {
    mkdirSync(dirname(join(path, name)), { recursive: true })
    writeFileSync(join(path, name), content)
  }
  return { path, write, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

// Nothing of the machine's own configuration: not its signing of commits, and not its hooks.
const environment = {
  PATH: process.env.PATH,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  ...Object.fromEntries(
    ['AUTHOR', 'COMMITTER'].flatMap((who) => [
      [`GIT_${who}_NAME`, 'Grace'],
      [`GIT_${who}_EMAIL`, 'grace@example.com'],
    ]),
  ),
}

/** A real repository, with nothing in it. */
export function makeRepository() {
  const directory = makeDirectory()
  const git = (...words: string[]) =>
    execFileSync('git', words, { cwd: directory.path, env: environment, stdio: 'pipe' }).toString().trim()
  git('init', '--quiet', '--initial-branch=main')
  /** Commits all that is there. */
  const commit = (message: string) => {
    git('add', '--all')
    git('commit', '--quiet', '--allow-empty', '-m', message)
    return git('rev-parse', 'HEAD')
  }
  return { ...directory, git, commit }
}
