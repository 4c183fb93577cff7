import { programFailure, runProgram } from './run-program.ts'
import type { SecretStore } from './secret-store.ts'

type Variables = Readonly<Record<string, string>>
type Item = {
  readonly id?: string
  readonly name: string
  readonly type: number
  readonly login?: { readonly password?: string | null } | null
}

// As Bitwarden numbers them.
const loginType = 1

/** Bitwarden by its command: the password of the login of this name. Unlock it first: `BW_SESSION`. */
export function openBw(variables: Variables): SecretStore {
  const run = async (args: readonly string[], input?: string) => {
    const answer = await runProgram('bw', ['--nointeraction', ...args], variables, input)
    if (answer.exitCode !== 0) throw programFailure('bw', answer)
    return answer.stdout
  }
  const search = async (name: string): Promise<readonly Item[]> => {
    const found: readonly Item[] = JSON.parse(await run(['list', 'items', ...(name === '' ? [] : ['--search', name])]))
    return found.filter(({ type }) => type === loginType)
  }
  // Its search also finds names that only hold the one that is meant.
  const read = async (name: string) => (await search(name)).find((item) => item.name === name)
  // It takes what `bw encode` makes: base64, on its standard input.
  const encode = (item: Item) => Buffer.from(JSON.stringify(item)).toString('base64')
  return {
    get: async (name) => (await read(name))?.login?.password ?? undefined,
    async put(name, secret) {
      const found = await read(name)
      const login = { ...found?.login, password: secret }
      if (found?.id === undefined) await run(['create', 'item'], encode({ name, type: loginType, login }))
      else await run(['edit', 'item', found.id], encode({ ...found, login }))
    },
    list: async (prefix) => (await search(prefix)).map(({ name }) => name).filter((name) => name.startsWith(prefix)),
    async remove(name) {
      const found = await read(name)
      if (found?.id === undefined) return false
      await run(['delete', 'item', found.id, '--permanent'])
      return true
    },
  }
}
