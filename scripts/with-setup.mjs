// Runs a command of the workspace, first installing what it needs: `node scripts/with-setup.mjs <command> [argument …]`.
// With `--console` before the command it builds the console, too, where that is not what its sources say.
//
// This is the one file that must run on whatever Node starts npm (20 or newer). It installs the workspace when what is
// installed is not what the lock file says, then hands over to the command with `node_modules/.bin` first on the PATH, so
// that the command and everything it starts run on the Node that the `node` package pins.

import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const binaries = join(root, 'node_modules', '.bin')
const lock = join(root, '.installing')
const onWindows = process.platform === 'win32'
const environment = { ...process.env, PATH: `${binaries}${delimiter}${process.env.PATH ?? ''}` }

const web = join(root, 'packages', 'web')
/** What the page is made of, besides what the lock file says. */
const consoleSources = [
  'index.html',
  'package.json',
  'vite.config.ts',
  'public',
  'src',
  '../sdk/src',
  '../core/src/model/audit-event.ts',
]
/** Written after the build, which empties its folder first: a broken one never counts. */
const builtFrom = join(web, 'dist', '.built-from')

function readPackages(lockFile) {
  const path = join(root, lockFile)
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : {}
}

/** npm writes its own lock file into node_modules as the last step of an install, so a broken one never counts. */
function isInstalled() {
  const installed = readPackages('node_modules/.package-lock.json')
  return (
    existsSync(join(binaries, onWindows ? 'node.cmd' : 'node')) &&
    Object.entries(readPackages('package-lock.json')).every(([path, { integrity, link, optional }]) => {
      if (link) return existsSync(join(root, path))
      // Optional packages are those of other platforms.
      return integrity === undefined || optional || installed[path]?.integrity === integrity
    })
  )
}

/** Two commands that are started at once in a fresh clone must not install or build into the same folder. */
function takeLock() {
  for (let told = false; ; told = true) {
    try {
      return writeFileSync(lock, String(process.pid), { flag: 'wx' })
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    if (!holderIsAlive()) rmSync(lock, { force: true })
    else if (!told) console.error('Keystead: waiting for another command that is installing or building …')
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 250)
  }
}

function holderIsAlive() {
  try {
    return process.kill(Number(readFileSync(lock, 'utf8')), 0)
  } catch {
    return false
  }
}

function install() {
  console.error('Keystead: installing dependencies and Node 24 into node_modules (once; takes about a minute) …')
  const startedAt = Date.now()
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: onWindows,
  })
  if (npm.status !== 0) {
    console.error('Keystead: `npm ci` failed; see the lines above. Nothing was started.')
    rmSync(lock, { force: true })
    process.exit(npm.status ?? 1)
  }
  console.error(`Keystead: installed in ${Math.round((Date.now() - startedAt) / 1000)} s.`)
}

function filesOf(path) {
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort()
}

function digestOfConsole() {
  const hash = createHash('sha256')
  const files = consoleSources.flatMap((name) => {
    const path = join(web, name)
    return statSync(path).isFile() ? [path] : filesOf(path)
  })
  for (const path of [join(root, 'package-lock.json'), ...files]) {
    const content = readFileSync(path)
    hash.update(`${relative(root, path)}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}

const isConsoleBuilt = () => existsSync(builtFrom) && readFileSync(builtFrom, 'utf8') === digestOfConsole()

function buildConsole() {
  console.error('Keystead: building the console into packages/web/dist (whenever its sources have changed) …')
  const startedAt = Date.now()
  const digest = digestOfConsole()
  const vite = spawnSync('vite', ['build', '--logLevel', 'warn'], {
    cwd: web,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: environment,
    shell: onWindows,
  })
  if (vite.status !== 0) {
    console.error('Keystead: `vite build` failed; see the lines above. Nothing was started.')
    rmSync(lock, { force: true })
    process.exit(vite.status ?? 1)
  }
  writeFileSync(builtFrom, digest)
  console.error(`Keystead: built the console in ${((Date.now() - startedAt) / 1000).toFixed(1)} s.`)
}

const given = process.argv.slice(2)
const wantsConsole = given[0] === '--console'
const [command, ...args] = wantsConsole ? given.slice(1) : given
if (command === undefined && !wantsConsole) {
  console.error('usage: node scripts/with-setup.mjs [--console] <command> [argument …]')
  process.exit(64)
}

if (!isInstalled()) {
  takeLock()
  if (!isInstalled()) install()
  rmSync(lock, { force: true })
}

if (wantsConsole && !isConsoleBuilt()) {
  takeLock()
  if (!isConsoleBuilt()) buildConsole()
  rmSync(lock, { force: true })
}
if (command === undefined) process.exit(0)

const child = spawn(command, args, {
  cwd: root,
  stdio: 'inherit',
  env: environment,
  shell: onWindows,
})
child.on('error', (error) => {
  console.error(`Keystead: cannot run ${command}: ${error.message}`)
  process.exit(127)
})
// The command decides when it is done: a graceful shutdown takes as long as it takes.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
// npm passes a signal on to its shell, which dies of it without a word to us. An orphan stops as if it had been told.
const parent = process.ppid
const orphanWatch = setInterval(() => {
  if (process.ppid === parent) return
  clearInterval(orphanWatch)
  child.kill('SIGTERM')
}, 250)
child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)))
