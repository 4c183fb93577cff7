import { readdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join, relative, sep } from 'node:path'
import { programFailure, runProgram } from './run-program.ts'
import type { SecretStore } from './secret-store.ts'

type Variables = Readonly<Record<string, string>>

/** `pass`, the standard Unix password manager: the first line of an entry, as it is used to. What follows it is left alone. */
export function openPass(variables: Variables): SecretStore {
  const folder = variables.PASSWORD_STORE_DIR || join(homedir(), '.password-store')
  const run = (args: readonly string[], input?: string) => runProgram('pass', args, variables, input)
  const read = async (path: string): Promise<string | undefined> => {
    const answer = await run(['show', '--', path])
    if (answer.exitCode === 0) return answer.stdout
    if (/is not in the password store/.test(answer.stderr)) return undefined
    throw programFailure('pass', answer)
  }
  return {
    get: async (path) => (await read(path))?.split('\n')[0],
    async put(path, secret) {
      const [, ...notes] = ((await read(path)) ?? '').split('\n')
      const answer = await run(['insert', '--multiline', '--force', '--', path], [secret, ...notes].join('\n'))
      if (answer.exitCode !== 0) throw programFailure('pass', answer)
    },
    async list(prefix) {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
      const paths = entries.flatMap(({ name, parentPath }) =>
        name.endsWith('.gpg')
          ? [relative(folder, join(parentPath, name)).split(sep).join('/').slice(0, -'.gpg'.length)]
          : [],
      )
      return paths.filter((path) => path.startsWith(prefix)).sort()
    },
    async remove(path) {
      if ((await read(path)) === undefined) return false
      const answer = await run(['rm', '--force', '--', path])
      if (answer.exitCode !== 0) throw programFailure('pass', answer)
      return true
    },
  }
}
