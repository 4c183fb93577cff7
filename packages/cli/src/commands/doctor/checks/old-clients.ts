import { globSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Check, OldClient } from './ailment.ts'
import { isOlder } from './is-older.ts'
import { readSmall } from './read-small.ts'

// The first that take keys longer than 40 characters. npm's `weave` has never looked at their length.
const firstWithLongKeys = { wandb: '0.22.3', weave: '0.52.17' } as const
type Client = keyof typeof firstWithLongKeys

type Installer = 'pip' | 'uv' | 'poetry' | 'conda'

const upgrades: Readonly<Record<Installer, (client: Client, version: string) => string>> = {
  pip: (client, version) => `pip install --upgrade '${client}>=${version}'`,
  uv: (client, version) => `uv add '${client}>=${version}'`,
  poetry: (client, version) => `poetry add '${client}>=${version}'`,
  conda: (client, version) => `conda install -c conda-forge '${client}>=${version}'`,
}

type Pin = { readonly client: Client; readonly version: string; readonly installer: Installer }

/** Installed or pinned `wandb` and `weave` that refuse long keys, by environment and lock file; and the npm client that does. */
export const findOldClients: Check = async ({ project, prefixes }) => [
  ...findIn(project, lockFiles),
  ...[...venvsOf(project), ...prefixes].flatMap((prefix) => findIn(prefix, environments)),
  ...findNpmClients(project),
]

type Reader = { readonly files: readonly string[]; readonly read: (text: string, name: string) => readonly Pin[] }

const named = String.raw`(wandb|weave)(?![\w.-])`
const version = String.raw`([0-9]+(?:\.[0-9]+)*)`

const pinsOf = (text: string, expression: RegExp, installer: Installer): Pin[] =>
  [...text.matchAll(expression)].map(([, client, found]) => ({
    client: client as Client,
    version: found ?? '',
    installer,
  }))

// `name = "wandb"` and below it `version = "0.21.0"`, as uv, poetry, PDM and PEP 751 have it.
const lockedByToml = new RegExp(`^name = "${named}"\r?\nversion = "${version}`, 'gm')

const lockFiles: readonly Reader[] = [
  {
    files: ['requirements*.txt', 'requirements/*.txt', 'constraints*.txt'],
    // An upper bound keeps as old a version as a pin does.
    read: (text) =>
      pinsOf(text, new RegExp(`^${named}(?:\\[[^\\]]*\\])?[^#\n;]*?(?:===?|~=|<=)\\s*${version}`, 'gm'), 'pip'),
  },
  { files: ['pylock.toml', 'pylock.*.toml', 'pdm.lock'], read: (text) => pinsOf(text, lockedByToml, 'pip') },
  {
    files: ['Pipfile.lock'],
    read: (text) => pinsOf(text, new RegExp(`"${named}": \\{[^{}]*"version": "==${version}`, 'g'), 'pip'),
  },
  { files: ['uv.lock'], read: (text) => pinsOf(text, lockedByToml, 'uv') },
  { files: ['poetry.lock'], read: (text) => pinsOf(text, lockedByToml, 'poetry') },
  {
    files: ['environment*.y*ml'],
    read: (text) => pinsOf(text, new RegExp(`^\\s*- ['"]?${named}\\s*={1,2}\\s*${version}`, 'gm'), 'conda'),
  },
  {
    files: ['*conda-lock.y*ml'],
    read: (text) => pinsOf(text, new RegExp(`^\\s*-? name: ${named}\r?\n\\s+version: ['"]?${version}`, 'gm'), 'conda'),
  },
]

const environments: readonly Reader[] = [
  {
    files: ['lib/python*/site-packages/{wandb,weave}-*.dist-info', 'Lib/site-packages/{wandb,weave}-*.dist-info'],
    read: (_, name) => pinsOf(name, new RegExp(`^(wandb|weave)-${version}.*\\.dist-info$`, 'g'), 'pip'),
  },
  {
    files: ['conda-meta/{wandb,weave}-*.json'],
    read: (_, name) => pinsOf(name, new RegExp(`^(wandb|weave)-${version}-[^-]+\\.json$`, 'g'), 'conda'),
  },
]

function findIn(folder: string, readers: readonly Reader[]) {
  return readers.flatMap(({ files, read }) =>
    globSync([...files], { cwd: folder }).flatMap((name) => {
      const place = join(folder, name)
      const pins = read(readSmall(place)?.toString('utf8') ?? '', basename(name))
      return pins.flatMap((pin) => ailmentOf(pin, place))
    }),
  )
}

function ailmentOf({ client, version, installer }: Pin, place: string) {
  const needed = firstWithLongKeys[client]
  if (!isOlder(version, needed)) return []
  const old: OldClient = { package: client, version, needed, upgrade: upgrades[installer](client, needed) }
  return [{ check: 'old-client', place, ...old } as const]
}

/** Virtual environments, whatever they are called: each has this file. */
const venvsOf = (project: string) =>
  globSync('{*,.*}/pyvenv.cfg', { cwd: project }).map((name) => join(project, name, '..'))

const npmClient = '@wandb/sdk'
const npmLocks = {
  // At its own place or below another package; version 1 of the format has no folders.
  'package-lock.json': new RegExp(`"(?:[^"]*node_modules/)?${npmClient}": \\{\\s*"version": "${version}`, 'g'),
  'bun.lock': new RegExp(`"${npmClient}": \\["${npmClient}@${version}`, 'g'),
  'pnpm-lock.yaml': new RegExp(`^ {2}'?/?${npmClient}@${version}'?:`, 'gm'),
  'yarn.lock': new RegExp(`^"?${npmClient}@[^\n]*:\n  version:? "?${version}`, 'gm'),
}

/** W&B's npm client takes 40 characters and no more where it asks for a key; from the environment it takes any. */
function findNpmClients(project: string) {
  return Object.entries(npmLocks).flatMap(([name, expression]) => {
    const text = readSmall(join(project, name))?.toString('utf8') ?? ''
    const versions = new Set([...text.matchAll(expression)].map(([, found = '']) => found))
    return [...versions].map((version) => {
      const old: OldClient = { package: npmClient, version, needed: null, upgrade: null }
      return { check: 'old-client', place: join(project, name), ...old } as const
    })
  })
}
