import type { CommanderError } from 'commander'
import { Failure } from '../failure.ts'
import type { Phrases } from '../phrases/en.ts'

/** What the parser has found wrong, in the reader's language. */
export function explainUsage({ code, message }: CommanderError): Failure {
  return new Failure('usage', ({ usage }) => sentence(usage, code, message))
}

function sentence(usage: Phrases['usage'], code: string, message: string): string {
  // What it names stands in quotation marks: an option or an argument of ours, or what was typed, in which no token is.
  const [, name = ''] = /'([^']*)'/.exec(message) ?? []
  switch (code) {
    case 'commander.unknownCommand':
      return usage.unknownCommand
    case 'commander.unknownOption':
      return usage.unknownOption(name)
    case 'commander.missingArgument':
    case 'commander.optionMissingArgument':
      return usage.missingArgument(name)
    case 'commander.missingMandatoryOptionValue':
      return usage.missingOption(name)
    default:
      return usage.other
  }
}
