// How a client gets into its folder: a virtual environment with pip, or a node_modules with npm.

import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { ClientRecipe } from './client-list.ts'

const installTimeoutMs = 300_000

// 3.11 first: it is the newest one that every version in the list is known to run on.
const interpreters = ['python3.11', 'python3.12', 'python3.10', 'python3.13', 'python3']

/** Path of a Python that can make virtual environments; `undefined` where there is none. */
export async function findPython(): Promise<string | undefined> {
  for (const name of interpreters) {
    // Asked, not looked up: a version manager's shim can be on the PATH without a Python behind it.
    const path = await run(name, ['-c', 'import ensurepip, sys, venv; print(sys.executable)']).catch(() => undefined)
    if (path !== undefined) return path.trim()
  }
  return undefined
}

export async function runInstaller(recipe: ClientRecipe, folder: string, python: string | undefined): Promise<void> {
  if (recipe.kind === 'npm') await installWithNpm(recipe, folder)
  else await installWithPip(recipe, folder, python ?? 'python3')
}

async function installWithPip(recipe: ClientRecipe, folder: string, python: string): Promise<void> {
  const constraintsFile = join(folder, 'constraints.txt')
  await writeFile(constraintsFile, `${recipe.constraints.join('\n')}\n`)
  await run(python, ['-m', 'venv', folder])
  // An index that is out of reach must be known in seconds, not after pip's five patient retries.
  const patience = ['--retries', '1', '--timeout', '30', '--disable-pip-version-check', '--no-input']
  const wanted = ['-c', constraintsFile, `${recipe.package}==${recipe.version}`]
  await run(join(folder, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', ...patience, ...wanted])
}

async function installWithNpm(recipe: ClientRecipe, folder: string): Promise<void> {
  const manifest = { private: true, dependencies: { [recipe.package]: recipe.version } }
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
  const patience = ['--fetch-retries=1', '--fetch-timeout=30000']
  await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error', ...patience], folder)
}

/** Installers inherit the environment, which says where the package index is and how to reach it. */
async function run(command: string, args: readonly string[], folder?: string): Promise<string> {
  const options = { timeout: installTimeoutMs, ...(folder === undefined ? {} : { cwd: folder }) }
  try {
    return (await promisify(execFile)(command, args, options)).stdout
  } catch (error) {
    throw new Error(shortReason(error as NodeJS.ErrnoException & { stderr?: string; killed?: boolean }))
  }
}

function shortReason(error: { message: string; stderr?: string; killed?: boolean }): string {
  if (error.killed) return `no end within ${installTimeoutMs / 1000} s`
  const said = error.stderr ?? ''
  if (/ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|connection broken/i.test(said))
    return 'the package index is out of reach'
  // pip names the cause in its first line with ERROR, npm in its second, after a code. Addresses help nobody in a table.
  const cause = said.split('\n').find((line) => /^(ERROR|npm error (?!code)\w+):? /.test(line))
  return (cause ?? error.message.split('\n')[0] ?? '').replace(/https?:\/\/\S+/g, '…').trim()
}
