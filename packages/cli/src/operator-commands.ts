import type { Environment } from './environment.ts'
import { exitCodes } from './exit-codes.ts'
import { choosePhrases } from './phrases/choose-phrases.ts'
import { chooseLanguage } from './phrases/language.ts'

export const operatorCommands = ['serve', 'bootstrap', 'password-link', 'backup', 'restore', 'pepper'] as const
// `keystead audit list` asks a server; these two read the database itself.
const operatorAuditVerbs = ['verify', 'anchor']

/** Whether this is for where the server runs: its process, its database, its pepper. */
export function isOperatorCommand([noun = '', verb = '']: readonly string[]): boolean {
  return operatorCommands.some((name) => name === noun) || (noun === 'audit' && operatorAuditVerbs.includes(verb))
}

/** Hands over to the server's own program, where it is installed: who uses keys needs none. It reads the same arguments. */
export async function runOperatorCommand(environment: Environment): Promise<void> {
  try {
    import.meta.resolve('@keystead/server/src/main.ts')
  } catch {
    const { operator, failure } = await choosePhrases(chooseLanguage([], environment.locale))
    process.stderr.write(`${failure.plain(operator.notInstalled)}\n`)
    process.exitCode = exitCodes.configuration
    return
  }
  await import('@keystead/server/src/main.ts')
}
