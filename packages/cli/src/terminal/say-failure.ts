import { KeysteadError } from '@keystead/sdk'
import { type ExitName, exitCodes } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import type { Phrases } from '../phrases/en.ts'
import { cleanText } from './clean-text.ts'
import type { Terminal } from './terminal.ts'

type Told = {
  readonly exit: ExitName
  /** What programs go by: a code of the server's, or ours. */
  readonly code: string
  readonly message: string
  readonly requestId?: string | undefined
  readonly details?: readonly { readonly path: string; readonly message: string }[]
}

/** Says why a command has failed, on standard error, and returns the exit code. */
export async function sayFailure(
  error: unknown,
  { terminal, phrases, json }: { readonly terminal: Terminal; readonly phrases: Phrases; readonly json: boolean },
): Promise<number> {
  const { exit, code, message, requestId, details = [] } = await tell(error, phrases, terminal)
  if (json) {
    terminal.say(JSON.stringify({ error: { code, message, ...(requestId && { requestId }), details } }))
  } else {
    terminal.say(isServers(error) ? phrases.failure.line(message, code, requestId) : phrases.failure.plain(message))
    for (const { path, message } of details) terminal.say(phrases.failure.detail(cleanText(path), cleanText(message)))
  }
  return exitCodes[exit]
}

const isServers = (error: unknown): error is KeysteadError => error instanceof KeysteadError

async function tell(error: unknown, phrases: Phrases, { language }: Terminal): Promise<Told> {
  if (error instanceof Failure) return { exit: error.exit, code: codeOf(error.exit), message: error.say(phrases) }
  if (!isServers(error)) return { exit: 'internal', code: 'INTERNAL', message: describeMistake(error, phrases) }
  const { code, requestId, details, retryAfterMs } = error
  const message = cleanText(await messageOf(error, phrases, language))
  const wait =
    retryAfterMs === undefined ? '' : ` ${phrases.failure.retryAfter(String(Math.ceil(retryAfterMs / 1000)))}`
  return { exit: exitOf(error), code, message: message + wait, requestId, details }
}

async function messageOf(error: KeysteadError, phrases: Phrases, language: Terminal['language']): Promise<string> {
  const { code, message } = error
  if (code === 'NO_ANSWER' || code === 'TIMED_OUT') return phrases.failure.noAnswer(message)
  if (language === 'en' || code === 'UNEXPECTED_ANSWER') return message
  const { errors } = await import('../phrases/errors.ja.ts')
  // A server newer than this program may know more codes; its own English is better than nothing.
  return errors[code] ?? message
}

function exitOf({ status = 0, code }: KeysteadError): ExitName {
  if (status === 401 || status === 403) return 'notAllowed'
  if (status === 404) return 'notFound'
  if (status === 429) return 'tryLater'
  return status >= 500 || status === 0 || code === 'UNEXPECTED_ANSWER' ? 'unavailable' : 'failed'
}

const codeOf = (exit: ExitName) => exit.replaceAll(/[A-Z]/g, '_$&').toUpperCase()

/** The name of a failure of the system (`EACCES`), and where; else that it is our mistake. Messages might quote what was read. */
function describeMistake(error: unknown, phrases: Phrases): string {
  const { code, path, syscall, stack } = (error ?? {}) as NodeJS.ErrnoException
  if (code !== undefined && syscall !== undefined) return `${code}${path === undefined ? '' : ` ${path}`} (${syscall})`
  const where =
    stack
      ?.split('\n')
      .find((line) => /\/src\/|@keystead\/cli\/lib\//.test(line))
      ?.trim() ?? ''
  return `${phrases.failure.unexpected} ${where}`
}
