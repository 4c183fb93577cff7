import { CommanderError } from 'commander'
import { explainUsage } from './argv/explain-usage.ts'
import { refuseTokens } from './argv/refuse-tokens.ts'
import { openConfigurationFile } from './configuration/configuration-file.ts'
import type { Context } from './context.ts'
import type { Environment } from './environment.ts'
import { exitCodes } from './exit-codes.ts'
import { makeProgram } from './make-program.ts'
import { choosePhrases } from './phrases/choose-phrases.ts'
import { chooseLanguage } from './phrases/language.ts'
import { openTerminal } from './terminal/terminal.ts'

/** Runs one command, and answers with its exit code. */
export async function runProgram(args: readonly string[], environment: Environment): Promise<number> {
  const language = chooseLanguage(args, environment.locale)
  const phrases = await choosePhrases(language)
  const terminal = openTerminal(language)
  const ours = args.slice(0, args.includes('--') ? args.indexOf('--') : args.length)
  const json = ours.includes('--json')
  const { program, exitCode } = makeProgram(
    phrases,
    terminal,
    (options): Context => ({
      environment,
      terminal,
      phrases,
      configuration: openConfigurationFile(environment.configurationFolder),
      profileName: options.profile ?? environment.profile,
      json,
    }),
  )
  try {
    refuseTokens(args)
    await program.parseAsync(args, { from: 'user' })
    return exitCode()
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return exitCodes.done
    // A noun without a verb: the parser has shown which there are.
    if (thrown instanceof CommanderError && thrown.code === 'commander.help') return exitCodes.usage
    const error = thrown instanceof CommanderError ? explainUsage(thrown) : thrown
    const { sayFailure } = await import('./terminal/say-failure.ts')
    return sayFailure(error, { terminal, phrases, json })
  }
}
