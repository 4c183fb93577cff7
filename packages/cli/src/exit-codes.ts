/** How a command ends: the codes of sysexits.h, as the operator's commands have them. Scripts rely on them. */
export const exitCodes = {
  done: 0,
  failed: 1,
  found: 2,
  usage: 64,
  badInput: 65,
  notFound: 66,
  unavailable: 69,
  internal: 70,
  tryLater: 75,
  notAllowed: 77,
  configuration: 78,
  notExecutable: 126,
  noProgram: 127,
  cancelled: 130,
} as const

export type ExitName = keyof typeof exitCodes

/** For the guide: `docs/guides/cli.md` holds these rows, and a test compares. */
export const exitMeanings: Readonly<Record<ExitName, string>> = {
  done: 'done',
  failed: 'the server has refused it, for the reason that is printed',
  found: '`scan` or `doctor` has found something',
  usage: 'the command was not understood, or it would need a person to answer; nothing was done',
  badInput: 'what came by standard input or from a file is not what it should be',
  notFound: 'there is no such thing, or you may not know of it',
  unavailable: 'the server or the store cannot be reached; whether something was done is then said',
  internal: 'a mistake in this program',
  tryLater: 'too many attempts: wait a while',
  notAllowed: 'not signed in, or not allowed',
  configuration: 'the configuration file, a variable or `keystead.json` is wrong',
  notExecutable: '`keystead run`: the program cannot be executed',
  noProgram: '`keystead run`: there is no such program',
  cancelled: 'you have ended it (Ctrl-C, or *no* to a question)',
}
