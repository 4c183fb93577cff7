import { lstatSync } from 'node:fs'
import { dirname, relative, resolve, sep } from 'node:path'
import { askGit, GitFailure } from './run-git.ts'

/** Where paths are counted from, so that a file has one name however it was asked for. */
export type Base = {
  readonly directory: string
  /** What was asked for, from there; '' for all of it. With `/`. */
  readonly below: string
  readonly isRepository: boolean
}

/** The top of the repository that a path lies in; elsewhere the path itself, or the directory of a file. */
export async function findBase(path: string): Promise<Base> {
  const directory = lstatSync(path).isDirectory() ? path : dirname(path)
  const prefix = await findPrefix(directory)
  const isRepository = prefix !== undefined
  // By what git says lies above, not by the name of the top: that is another where links lead there.
  const top = isRepository
    ? resolve(
        directory,
        ...prefix
          .split('/')
          .filter(Boolean)
          .map(() => '..'),
      )
    : directory
  return { directory: top, below: relative(top, path).split(sep).join('/'), isRepository }
}

/** Undefined where there is no git, or the directory is in no repository. */
async function findPrefix(directory: string): Promise<string | undefined> {
  try {
    return (await askGit(directory, 'rev-parse', '--is-inside-work-tree', '--show-prefix')).split('\n')[1]
  } catch (error) {
    if (error instanceof GitFailure) return
    throw error
  }
}
