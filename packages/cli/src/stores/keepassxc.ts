import { Failure } from '../failure.ts'
import { type ProgramAnswer, programFailure, runProgram } from './run-program.ts'
import type { SecretStore } from './secret-store.ts'

type Variables = Readonly<Record<string, string>>

const program = 'keepassxc-cli'

/**
 * A KeePass database, by KeePassXC's own command. `KEEPASSXC_DATABASE` says which; it is opened by the key file that
 * `KEEPASSXC_KEY_FILE` names, or by the password that the person is asked for, once.
 */
export function openKeepassxc(variables: Variables, askPassword: (() => Promise<string>) | undefined): SecretStore {
  const { KEEPASSXC_DATABASE: database, KEEPASSXC_KEY_FILE: keyFile } = variables
  if (!database) {
    throw new Failure('configuration', ({ stores }) => stores.needsVariables('keepassxc', 'KEEPASSXC_DATABASE'))
  }
  if (!keyFile && askPassword === undefined) {
    throw new Failure('configuration', ({ stores }) => stores.needsVariables('keepassxc', 'KEEPASSXC_KEY_FILE'))
  }
  const opening = keyFile ? ['--no-password', '--key-file', keyFile] : []
  let password: Promise<string> | undefined
  const run = async (
    command: string,
    options: readonly string[],
    rest: readonly string[],
    lines: readonly string[] = [],
  ) => {
    password ??= keyFile ? Promise.resolve('') : askPassword?.()
    const input = [...(keyFile ? [] : [await password]), ...lines].map((line) => `${line}\n`).join('')
    return runProgram(program, [command, '--quiet', ...opening, ...options, '--', database, ...rest], variables, input)
  }
  const require = (answer: ProgramAnswer) => {
    if (answer.exitCode !== 0) throw programFailure(program, answer)
  }
  const read = async (path: string): Promise<string | undefined> => {
    const answer = await run('show', ['--show-protected', '--attributes', 'Password'], [path])
    if (answer.exitCode !== 0 && /Could not find entry/.test(answer.stderr)) return undefined
    require(answer)
    return answer.stdout.replace(/\n$/, '')
  }
  return {
    get: read,
    async put(path, secret) {
      if ((await read(path)) !== undefined) return require(await run('edit', ['--password-prompt'], [path], [secret]))
      const groups = path.split('/').slice(0, -1)
      // It makes no groups by itself. One that is there already is not wrong.
      for (const [index] of groups.entries()) await run('mkdir', [], [groups.slice(0, index + 1).join('/')])
      require(await run('add', ['--password-prompt'], [path], [secret]))
    },
    async list(prefix) {
      const answer = await run('ls', ['--recursive', '--flatten'], [])
      require(answer)
      return answer.stdout.split('\n').filter((path) => path !== '' && !path.endsWith('/') && path.startsWith(prefix))
    },
    async remove(path) {
      if ((await read(path)) === undefined) return false
      require(await run('rm', [], [path]))
      // The first time it only goes to the recycle bin, where it can be read.
      const [, bin] =
        /^((?:[^\n]*\/)?Recycle Bin\/)/m.exec((await run('ls', ['--recursive', '--flatten'], [])).stdout) ?? []
      const trashed = bin === undefined ? undefined : `${bin}${path.split('/').at(-1)}`
      if (trashed !== undefined && (await read(trashed)) !== undefined) require(await run('rm', [], [trashed]))
      return true
    },
  }
}
