import { Failure } from '../failure.ts'
import { programFailure, runProgram } from './run-program.ts'
import type { SecretStore } from './secret-store.ts'

type Variables = Readonly<Record<string, string>>
type Field = { readonly id?: string; readonly label?: string; readonly type?: string; readonly value?: string }
type Item = { readonly title: string; readonly fields?: readonly Field[] }
type Place = { readonly vault: string; readonly item: string; readonly field: string }

const usualField = 'credential'

/**
 * 1Password by its command: `op:vault/item/field`, as in its own `op://` references. Values that are given as arguments would be
 * seen by everybody on the machine, so items are written as JSON on its standard input.
 */
export function openOp(variables: Variables): SecretStore {
  const run = async (args: readonly string[], input?: unknown) =>
    runProgram('op', args, variables, input === undefined ? '' : JSON.stringify(input))
  const readItem = async ({ vault, item }: Place): Promise<Item | undefined> => {
    const answer = await run(['item', 'get', item, '--vault', vault, '--format', 'json', '--reveal'])
    if (answer.exitCode === 0) return JSON.parse(answer.stdout)
    if (/isn't an item|not found|doesn't exist/i.test(answer.stderr)) return undefined
    throw programFailure('op', answer)
  }
  const act = async (args: readonly string[], input?: unknown) => {
    const answer = await run(args, input)
    if (answer.exitCode !== 0) throw programFailure('op', answer)
  }
  return {
    async get(path) {
      const place = parsePlace(path)
      return (await readItem(place))?.fields?.find((field) => isNamed(field, place.field))?.value
    },
    async put(path, secret) {
      const place = parsePlace(path)
      const found = await readItem(place)
      const fields = withField(found?.fields ?? [], place.field, secret)
      if (found !== undefined) {
        return act(['item', 'edit', place.item, '--vault', place.vault, '--format', 'json'], { ...found, fields })
      }
      const item = { title: place.item, category: 'API_CREDENTIAL', fields }
      return act(['item', 'create', '--vault', place.vault, '--format', 'json', '-'], item)
    },
    async list(prefix) {
      const [vault = ''] = prefix.split('/')
      const answer = await run(['item', 'list', '--vault', vault, '--format', 'json'])
      if (answer.exitCode !== 0) throw programFailure('op', answer)
      const items: readonly Item[] = JSON.parse(answer.stdout)
      return items.map(({ title }) => `${vault}/${title}`).filter((path) => path.startsWith(prefix))
    },
    async remove(path) {
      const place = parsePlace(path)
      if ((await readItem(place)) === undefined) return false
      await act(['item', 'delete', place.item, '--vault', place.vault])
      return true
    },
  }
}

const isNamed = ({ id, label }: Field, name: string) => id === name || label === name

function withField(fields: readonly Field[], name: string, value: string): readonly Field[] {
  if (!fields.some((field) => isNamed(field, name))) {
    return [...fields, { id: name, label: name, type: 'CONCEALED', value }]
  }
  return fields.map((field) => (isNamed(field, name) ? { ...field, value } : field))
}

function parsePlace(path: string): Place {
  const [vault, item, field = usualField, ...more] = path.split('/')
  if (!vault || !item || more.length > 0)
    throw new Failure('usage', ({ stores }) => stores.pathShape('op:Private/wandb/credential'))
  return { vault, item, field }
}
