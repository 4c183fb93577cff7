import { basename, join } from 'node:path'
import { askGit, GitFailure } from '@keystead/scanner'
import type { Check } from './ailment.ts'

// Written to be committed: they say which variables there are.
const forShow = /\.(?:example|sample|template|dist|defaults?)$/

/** `.env` files that git keeps, with whatever is in them now or will be. */
export const findEnvUnderGit: Check = async ({ project }) => {
  try {
    const names = await askGit(project, 'ls-files', '-z', '--', '.env', '.env.*', '**/.env', '**/.env.*')
    return names
      .split('\0')
      .filter((name) => name !== '' && !forShow.test(basename(name)))
      .map((name) => ({ check: 'env-under-git', place: join(project, name) }))
  } catch (error) {
    if (error instanceof GitFailure) return []
    throw error
  }
}
