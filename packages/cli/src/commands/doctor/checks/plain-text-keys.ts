import { globSync } from 'node:fs'
import { join } from 'node:path'
import { scanBytes } from '@keystead/scanner'
import type { Check } from './ailment.ts'
import { readSmall } from './read-small.ts'

// Where W&B's clients, and the tools that keys are handed to, keep what they are given: as it is.
const settings = [
  ...['.netrc', '_netrc', '.npmrc', '.pypirc', '.docker/config.json', '.kube/config', '.config/pip/pip.conf'],
  ...['.config/wandb/settings', '.config/keystead/config.json', '.bashrc', '.bash_profile', '.profile'],
  ...['.zshrc', '.zshenv', '.zprofile', '.config/fish/config.fish', '.config/environment.d/*.conf'],
]
const projectSettings = ['wandb/settings', '.wandb/settings', 'docker-compose*.y*ml', 'compose*.y*ml']

/** Keys that lie in settings files as they are, for every program of the person to read. */
export const findPlainTextKeys: Check = async ({ home, project }) => {
  const paths = [...expand(home, settings), ...expand(project, projectSettings)]
  const found = await Promise.all(
    paths.map(async (path) => {
      const bytes = readSmall(path)
      return bytes === undefined ? [] : scanBytes(bytes, path)
    }),
  )
  return found.flat().map(({ place, masked, token }) => ({
    check: 'plain-text',
    place: `${place.path}:${place.line}`,
    key: masked,
    token,
  }))
}

const expand = (folder: string, patterns: readonly string[]) =>
  globSync([...patterns], { cwd: folder })
    .sort()
    .map((name) => join(folder, name))
