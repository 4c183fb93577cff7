import { Command } from 'commander'
import type { Act } from './commands/command-adder.ts'
import { addCompletionCommand } from './commands/completion/add-completion-command.ts'
import { addDoctorCommand } from './commands/doctor/add-doctor-command.ts'
import { addKeysCommands } from './commands/keys/add-keys-commands.ts'
import { addLeaksCommands } from './commands/leaks/add-leaks-commands.ts'
import { addListCommands } from './commands/lists/add-list-commands.ts'
import { addPlainCommands } from './commands/plain/add-plain-commands.ts'
import { addProfilesCommands } from './commands/profiles/add-profiles-commands.ts'
import { addRotationsCommands } from './commands/rotations/add-rotations-commands.ts'
import { addRunCommand } from './commands/run/add-run-command.ts'
import { addScanCommand } from './commands/scan/add-scan-command.ts'
import { addSessionCommands } from './commands/session/add-session-commands.ts'
import { addStoreCommands } from './commands/store/add-store-commands.ts'
import type { Context } from './context.ts'
import { operatorHelp } from './operator-help.ts'
import type { Phrases } from './phrases/en.ts'
import { languages } from './phrases/language.ts'
import type { Terminal } from './terminal/terminal.ts'
import { version } from './version.ts'

type GlobalOptions = { readonly profile?: string; readonly json?: boolean; readonly lang?: string }

/**
 * Every command with its options. Their own files are loaded when they are run: a command costs the others no start-up.
 */
export function makeProgram(phrases: Phrases, terminal: Terminal, makeContext: (options: GlobalOptions) => Context) {
  const program = new Command('keystead')
  let exitCode = 0
  const act: Act =
    (run) =>
    async (...args) => {
      exitCode = (await run(makeContext(program.opts<GlobalOptions>()), ...args)) ?? 0
    }
  const { usage } = phrases
  const titles: Record<string, string> = {
    'Usage:': usage.title,
    'Options:': usage.options,
    'Global Options:': usage.globalOptions,
    'Arguments:': usage.arguments,
    'Commands:': usage.commands,
  }
  program
    .description(usage.about)
    .version(version, '--version', usage.version)
    .helpOption('-h, --help', usage.help)
    .helpCommand(false)
    .option('--json', usage.json)
    .option('--profile <name>', usage.profile)
    .option(`--lang <${languages.join('|')}>`, usage.lang)
    .configureHelp({
      showGlobalOptions: true,
      styleTitle: (title) => terminal.style('bold', titles[title] ?? title),
    })
    // What is wrong with the arguments is said by us, in the reader's language.
    .configureOutput({ outputError: () => undefined, getOutHelpWidth: () => terminal.columns ?? 100 })
    .exitOverride()
    .addHelpText('after', () => operatorHelp(phrases, terminal))

  const adders = [
    addSessionCommands,
    addProfilesCommands,
    addKeysCommands,
    addRotationsCommands,
    addListCommands,
    addStoreCommands,
    addRunCommand,
    addScanCommand,
    addLeaksCommands,
    addDoctorCommand,
    addPlainCommands,
    addCompletionCommand,
  ]
  for (const add of adders) add(program, act, phrases)
  return { program, exitCode: () => exitCode }
}
