import { access, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { containsToken } from '@keystead/core/token'
import { Failure } from '../../failure.ts'

/** Which variables a project's programs need, and where their values lie. Holds references, so it may be under git. */
export type ProjectFile = { readonly path: string; readonly environment: Readonly<Record<string, string>> }

const fileName = 'keystead.json'

/** The variable by which W&B's clients take a key of any length. */
export const usualVariable = 'WANDB_API_KEY'

/** The file of this folder, or of one above it, as far as the project's repository goes. */
export async function findProjectFile(folder: string): Promise<ProjectFile | undefined> {
  const path = join(folder, fileName)
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text !== undefined) return { path, environment: parseProject(path, text) }
  const above = dirname(folder)
  return above === folder || (await isThere(join(folder, '.git'))) ? undefined : findProjectFile(above)
}

/** Names where a variable's value lies, in the file that there is or in a new one of this folder. */
export async function nameInProjectFile(folder: string, variable: string, reference: string): Promise<string> {
  const there = await findProjectFile(folder)
  const path = there?.path ?? join(folder, fileName)
  const whole = there === undefined ? {} : JSON.parse(await readFile(path, 'utf8'))
  const environment = { ...there?.environment, [variable]: reference }
  await writeFile(path, `${JSON.stringify({ ...whole, environment }, null, 2)}\n`)
  return path
}

function parseProject(path: string, text: string): Readonly<Record<string, string>> {
  if (containsToken(text) || /"[0-9a-f]{40}"/.test(text)) {
    throw new Failure('configuration', ({ project }) => project.holdsToken(path))
  }
  const environment = readVariables(text)
  if (environment === undefined) throw new Failure('configuration', ({ project }) => project.broken(path))
  return environment
}

function readVariables(text: string): Readonly<Record<string, string>> | undefined {
  try {
    const { environment } = JSON.parse(text)
    const entries: [string, unknown][] = Object.entries(environment)
    const isGood = entries.every(([name, value]) => /^[A-Za-z_]\w*$/.test(name) && typeof value === 'string')
    return entries.length > 0 && isGood ? environment : undefined
  } catch {
    return undefined
  }
}

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )
