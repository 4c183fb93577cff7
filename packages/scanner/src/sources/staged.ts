import type { Content } from '../content/scan-content.ts'
import { type GitObject, readObjects } from './read-objects.ts'
import { askGit, GitFailure, splitByNul, startGit } from './run-git.ts'

/**
 * What the next commit would bring: files as they are in the index, whatever the working tree holds meanwhile. Whole files, not
 * only their changed lines.
 */
export async function* stagedFiles(directory: string): AsyncGenerator<Content> {
  yield* readObjects(directory, stagedObjects(directory))
}

async function* stagedObjects(directory: string): AsyncGenerator<GitObject> {
  const against = await findHead(directory)
  const git = startGit(directory, [
    ...['diff-index', '--cached', '--raw', '-z', '--abbrev=64', '--no-renames', '--diff-filter=ACMRT', against],
  ])
  git.process.stdin.end()
  const pieces = splitByNul(git.process.stdout)
  for await (const entry of pieces) {
    const [, mode, , id] = entry.split(' ')
    const { value: path } = await pieces.next()
    if (id !== undefined && typeof path === 'string' && !isSubmodule(mode)) yield { id, path, commit: null }
  }
  await git.ended()
}

/** Before the first commit everything is new: compared with nothing. */
async function findHead(directory: string): Promise<string> {
  try {
    return (await askGit(directory, 'rev-parse', '--verify', '--quiet', 'HEAD')).trim()
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error
    return (await askGit(directory, 'hash-object', '-t', 'tree', '--stdin')).trim()
  }
}

/** A submodule's commit is an object of another repository. */
export const isSubmodule = (mode: string | undefined) => mode === '160000'
