import { closeSync, constants, lstatSync, opendirSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import type { Fill } from '../content/fill.ts'
import type { Content } from '../content/scan-content.ts'
import type { Base } from './find-base.ts'
import { splitByNul, startGit } from './run-git.ts'
import type { Skipped } from './skipped.ts'

/**
 * The files at or below a path. In a git repository: those that are tracked or could be (`.gitignore` is kept), so that what is
 * looked at is what could be pushed; but what is named itself, or nothing of which git would take, is looked at all the same.
 * Elsewhere: all. Links are not followed: they would lead out, or in circles.
 */
export async function* files(base: Base, skip: (skipped: Skipped) => void): AsyncGenerator<Content> {
  for (const path of await findNames(base)) {
    const file = openFile(join(base.directory, path))
    if (file === 'no file') continue
    if (file === 'unreadable') skip({ path, why: 'unreadable' })
    else {
      try {
        yield { path, commit: null, fill: file.fill }
      } finally {
        closeSync(file.descriptor)
      }
    }
  }
}

async function findNames({ directory, below, isRepository }: Base): Promise<Iterable<string>> {
  if (lstatSync(join(directory, below)).isFile()) return [below]
  if (!isRepository) return walk(directory, below)
  const names = await listGitFiles(directory, below)
  return names.length > 0 ? names : walk(directory, below)
}

async function listGitFiles(directory: string, below: string): Promise<readonly string[]> {
  const words = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate']
  const git = startGit(directory, ['--literal-pathspecs', ...words, '--', below === '' ? '.' : below])
  git.process.stdin.end()
  const names: string[] = []
  for await (const name of splitByNul(git.process.stdout)) names.push(name)
  await git.ended()
  return names
}

function* walk(root: string, below: string): Generator<string> {
  const directory = opendirSync(join(root, below))
  try {
    for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
      const name = below === '' ? entry.name : `${below}/${entry.name}`
      if (entry.isDirectory()) {
        if (entry.name !== '.git') yield* walk(root, name)
      } else if (entry.isFile()) yield name
    }
  } finally {
    directory.closeSync()
  }
}

type OpenFile = { readonly descriptor: number; readonly fill: Fill }

// Opening a pipe would wait for its writer, and a link could lead anywhere.
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

function openFile(path: string): OpenFile | 'no file' | 'unreadable' {
  let descriptor: number
  try {
    if (!lstatSync(path).isFile()) return 'no file'
    descriptor = openSync(path, flags)
  } catch (error) {
    // Tracked, and deleted since.
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'no file' : 'unreadable'
  }
  const fill = (target: Buffer) => {
    let read = 0
    for (let more = -1; more !== 0 && read < target.length; read += more) {
      more = readSync(descriptor, target, read, target.length - read, null)
    }
    return read
  }
  return { descriptor, fill }
}
