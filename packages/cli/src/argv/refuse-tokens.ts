import { containsToken } from '@keystead/core/token'
import { Failure } from '../failure.ts'

// Keystead's tokens by their form, also cut or of a wrong checksum; W&B's old ones (40 hexadecimal digits, alone or in a URL or a
// header) and its new ones, which only begin as ours do.
const elsewhere = /(?<![0-9A-Za-z])[0-9a-f]{40}(?![0-9A-Za-z])|(?<![0-9A-Za-z])[a-z0-9]{2,16}_v1_[0-9A-Za-z_]{36,}/

/**
 * Whatever was typed after the name of the program is in the shell's history and in everybody's list of processes. So no
 * command takes a token there, and one that gets there by mistake is refused before anything reads it, without being repeated.
 */
export function refuseTokens(args: readonly string[]): void {
  if (args.some((argument) => containsToken(argument) || elsewhere.test(argument))) {
    throw new Failure('usage', (phrases) => phrases.tokenAsArgument)
  }
}
