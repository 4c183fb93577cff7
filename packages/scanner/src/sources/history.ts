import type { Content } from '../content/scan-content.ts'
import { type GitObject, readObjects } from './read-objects.ts'
import { splitByNul, startGit } from './run-git.ts'
import { isSubmodule } from './staged.ts'

/**
 * Every version of every file that any branch, tag or stash still reaches, each once, with the first commit that brought it; and
 * what the commits themselves say.
 */
export async function* history(directory: string): AsyncGenerator<Content> {
  yield* readObjects(directory, historyObjects(directory))
}

async function* historyObjects(directory: string): AsyncGenerator<GitObject> {
  const git = startGit(directory, [
    ...[
      'log',
      '--all',
      '--reverse',
      '--topo-order',
      '--format=%H',
      '--raw',
      '-z',
      '--no-abbrev',
      '--no-renames',
      '--root',
    ],
    // A merge shows what differs from all of its parents: what was written while merging.
    ...['--diff-merges=combined', '--no-show-signature', '--no-ext-diff', '--no-textconv', '--ignore-submodules=none'],
  ])
  git.process.stdin.end()
  const seen = new Set<string>()
  let commit: string | null = null
  const pieces = splitByNul(git.process.stdout)
  for await (const piece of pieces) {
    const entry = piece.trimStart()
    if (/^[0-9a-f]{40,64}$/.test(entry)) {
      commit = entry
      yield { id: commit, path: null, commit }
    } else if (entry.startsWith(':')) {
      const { value: path } = await pieces.next()
      const id = newObject(entry)
      if (id === undefined || typeof path !== 'string' || seen.has(id)) continue
      seen.add(id)
      yield { id, path, commit }
    }
  }
  await git.ended()
}

/** `:<mode> <mode> <id> <id> <status>`, with one colon, mode and id more for each further parent of a merge. */
function newObject(entry: string): string | undefined {
  const parents = /^:+/.exec(entry)?.[0].length ?? 1
  const words = entry.slice(parents).split(' ')
  const mode = words[parents]
  const id = words[2 * parents + 1]
  return isSubmodule(mode) || id === undefined || /^0+$/.test(id) ? undefined : id
}
