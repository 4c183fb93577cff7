// Runs a command of the workspace, first installing what it needs: `node scripts/with-setup.mjs <command> [argument …]`.
//
// This is the one file that must run on whatever Node starts npm (20 or newer). It installs the workspace when the lock
// file has changed since the last install, then hands over to the command with `node_modules/.bin` first on the PATH, so
// that the command and everything it starts run on the Node that the `node` package pins.

import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const binaries = join(root, 'node_modules', '.bin')
const stamp = join(root, 'node_modules', '.keystead-installed')

function installedFromThisLockFile(lockFileHash) {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === lockFileHash
}

function install() {
  const lockFileHash = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  if (installedFromThisLockFile(lockFileHash)) return
  console.error('Keystead: installing dependencies and Node 24 into node_modules (once; takes about a minute) …')
  const startedAt = Date.now()
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  })
  if (npm.status !== 0) {
    console.error('Keystead: `npm ci` failed; see the lines above. Nothing was started.')
    process.exit(npm.status ?? 1)
  }
  writeFileSync(stamp, lockFileHash)
  console.error(`Keystead: installed in ${Math.round((Date.now() - startedAt) / 1000)} s.`)
}

const [command, ...args] = process.argv.slice(2)
if (command === undefined) {
  console.error('usage: node scripts/with-setup.mjs <command> [argument …]')
  process.exit(64)
}

install()

const child = spawn(command, args, {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, PATH: `${binaries}${delimiter}${process.env.PATH ?? ''}` },
  shell: process.platform === 'win32',
})
child.on('error', (error) => {
  console.error(`Keystead: cannot run ${command}: ${error.message}`)
  process.exit(127)
})
// The command decides when it is done: a graceful shutdown takes as long as it takes.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)))
