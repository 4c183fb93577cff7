import { containsToken } from '@keystead/core'
import { parseOptions, UsageError } from './usage-error.ts'

export type BackupArguments = { readonly file: string; readonly overwrite: boolean }

export function parseBackupArguments(args: string[]): BackupArguments {
  const { file, rest } = takeFile(args, 'keystead backup needs the file to write: keystead backup <file>')
  const options = { overwrite: { type: 'boolean', default: false } } as const
  const { overwrite } = parseOptions(rest, options, 'keystead backup takes a file and --overwrite, and nothing else')
  return { file, overwrite }
}

export function parseRestoreArguments(args: string[]): Pick<BackupArguments, 'file'> {
  const { file, rest } = takeFile(args, 'keystead restore needs the file to read: keystead restore <file>')
  parseOptions(rest, {}, 'keystead restore takes a file, and nothing else')
  return { file }
}

function takeFile(args: string[], whatIsMissing: string): { readonly file: string; readonly rest: string[] } {
  const at = args.findIndex((arg) => !arg.startsWith('-'))
  const file = args[at]
  if (file === undefined) throw new UsageError(whatIsMissing)
  // A file's name is printed, and everybody can see it.
  if (containsToken(file)) throw new UsageError('that is an API key, and no name for a file')
  return { file, rest: args.toSpliced(at, 1) }
}

/** What storage tells of a backup. */
type Copied = {
  readonly bytes: number
  readonly keys: number
  readonly head: { readonly number: number; readonly mac: string; readonly at: number } | null
}

const count = (number: number, what: string) => `${number.toLocaleString('en-US')} ${what}${number === 1 ? '' : 's'}`

export function describeBackup(file: string, { bytes, keys, head }: Copied, pepperFile: string): string {
  return [
    `${file}: ${count(keys, 'key')}, ${count(bytes, 'byte')}, read again and found sound.`,
    ...(head === null ? [] : [`Its audit trail ends with ${head.number}:${head.mac}`]),
    `The pepper is not in it. Without ${pepperFile} no key of this backup works: keep a copy of it elsewhere.`,
  ].join('\n')
}

export function describeRestore(file: string, { keys, head }: Copied, directory: string): string {
  const since = head === null ? 'it was made' : new Date(head.at).toISOString()
  return [
    `${file} is restored into ${directory}: ${count(keys, 'key')}. Nobody is signed in.`,
    `What was deleted or taken away after ${since} is there again: delete what must not work.`,
    'Next: keystead audit verify, with the --anchor that keystead backup printed; then start the server.',
  ].join('\n')
}
