// Installs the clients once, outside the repository, and finds them again.

import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { ClientId, ClientRecipe } from './client-list.ts'
import { findPython, runInstaller } from './installers.ts'

type ClientState =
  | { readonly state: 'installed'; readonly folder: string }
  | { readonly state: 'missing'; readonly why: string }

export type ClientStates = Readonly<Partial<Record<ClientId, ClientState>>>

// Two, because more would only queue up behind the disk and the package index.
const concurrentInstalls = 2

/** Installs what is missing. A client that cannot be had becomes a state with the reason, never an exception. */
export async function prepareClients(recipes: readonly ClientRecipe[]): Promise<ClientStates> {
  const python = await findPython()
  const states: Partial<Record<ClientId, ClientState>> = {}
  const waiting = [...recipes]
  const work = async () => {
    for (let recipe = waiting.shift(); recipe !== undefined; recipe = waiting.shift())
      states[recipe.id] = await prepareClient(recipe, python)
  }
  await Promise.all(Array.from({ length: concurrentInstalls }, work))
  return states
}

async function prepareClient(recipe: ClientRecipe, python: string | undefined): Promise<ClientState> {
  if (recipe.kind === 'python' && python === undefined)
    return { state: 'missing', why: 'no Python 3 with the venv module was found' }
  const folder = join(cacheFolder(), 'clients', recipe.folderName)
  const stamp = stampOf(recipe, python)
  if (await hasStamp(folder, stamp)) return { state: 'installed', folder }

  const startedAt = Date.now()
  const name = `${recipe.package} ${recipe.version}`
  process.stderr.write(`installing ${name} …\n`)
  try {
    // What an interrupted or outdated install left would mix with the new one.
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder, { recursive: true })
    await runInstaller(recipe, folder, python)
    await writeStamp(folder, stamp)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    process.stderr.write(`could not install ${name}: ${why}\n`)
    return { state: 'missing', why }
  }
  process.stderr.write(`installing ${name} … ${Math.round((Date.now() - startedAt) / 1000)} s\n`)
  return { state: 'installed', folder }
}

function cacheFolder(): string {
  const { KEYSTEAD_CACHE_DIR, XDG_CACHE_HOME } = process.env
  return KEYSTEAD_CACHE_DIR || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'keystead')
}

/** Changes when the recipe does, or the interpreter that a virtual environment is tied to. */
function stampOf(recipe: ClientRecipe, python: string | undefined): string {
  const madeOf = recipe.kind === 'python' ? [recipe, python] : [recipe]
  return createHash('sha256').update(JSON.stringify(madeOf)).digest('hex')
}

const stampFile = (folder: string) => join(folder, '.keystead-installed')

async function hasStamp(folder: string, stamp: string): Promise<boolean> {
  const found = await readFile(stampFile(folder), 'utf8').catch(() => undefined)
  return found === stamp
}

// By rename, as the last step: the stamp is there whole or not at all, and says that all before it was finished.
async function writeStamp(folder: string, stamp: string): Promise<void> {
  await writeFile(`${stampFile(folder)}.new`, stamp)
  await rename(`${stampFile(folder)}.new`, stampFile(folder))
}
