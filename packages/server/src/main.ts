import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Instance, KeysteadError, makeSetupLink, noteOperation, type Store } from '@keystead/core'
import {
  BackupError,
  backUpSqlite,
  DatabaseRefusedError,
  DatabaseTooNewError,
  DataDirectoryInUseError,
  databaseFileName,
  openPostgresStore,
  openSqliteStore,
  restoreSqlite,
} from '@keystead/storage'
import type { Logger } from 'pino'
import { anchorCommand, parseAuditArguments, verifyCommand, writeAnchor } from './commands/audit.ts'
import { describeReport } from './commands/audit-report.ts'
import { describeBackup, describeRestore, parseBackupArguments, parseRestoreArguments } from './commands/backup.ts'
import { bootstrapCommand, parseBootstrapArguments } from './commands/bootstrap.ts'
import type { OperatorCommand } from './commands/operator-command.ts'
import { parsePasswordLinkArguments, passwordLinkCommand } from './commands/password-link.ts'
import { describePeppers, parsePepperArguments, pepperCommand } from './commands/pepper.ts'
import { openProgressLine } from './commands/progress-line.ts'
import { UsageError } from './commands/usage-error.ts'
import { ControlSocketError, runThroughServer } from './control-socket.ts'
import { readEnvironment, type Settings, SettingsError } from './environment.ts'
import { makeLogger } from './logger.ts'
import { makePasswordHasher } from './password-hasher.ts'
import { openPeppers, PepperError } from './pepper-file.ts'
import { publicUrlOf } from './public-url.ts'
import { reloadPeppersOnHangup } from './reload-peppers.ts'
import { startServer } from './start-server.ts'
import { startTracing } from './tracing/start-tracing.ts'
import { traceInstance } from './tracing/trace-instance.ts'
import { version } from './version.ts'

// The composition root: the only place that knows which store, clock and randomness there are.

const usage = `keystead ${version}

  keystead serve                                            starts the server
  keystead bootstrap --email <address> --organization <name>
                                                            makes the first administrator and prints their key, once
  keystead password-link --email <address>                  prints a link by which this user chooses a password, once
  keystead audit verify [--anchor <number>:<mac>] [--json]  tells whether anybody has touched the audit trail:
                                                            exit 0 if nobody has, 1 if somebody has or it cannot be told
  keystead audit anchor                                     prints the end of the trail, to be kept somewhere else
  keystead backup <file> [--overwrite]                      copies the SQLite database, also while a server uses it
  keystead restore <file>                                   puts such a copy into an empty data directory
  keystead pepper list [--json]                             shows what lives under which version of the pepper
  keystead pepper rotate                                    has new keys made under a new version: SQLite, one process
  keystead pepper add, keystead pepper use <version>        the same in two steps, for many nodes
  keystead pepper retire <version>                          forgets a version that nothing lives under

Settings come from the environment; README.md lists them.`

// The codes of sysexits.h, so that a supervisor can tell what a restart would help.
const exitCodes = { failure: 1, usage: 64, unavailable: 69, inUse: 75, configuration: 78 }

const firstSteps = (
  link: string,
) => `There is no administrator yet. Make the first one in a browser, with this link, within a day:
  ${link}
or in another terminal:
  npx keystead bootstrap --email you@example.com --organization your-organization`

async function main([command = 'help', ...args]: string[]): Promise<void> {
  switch (command) {
    case 'serve':
      if (args.length > 0) throw new UsageError('keystead serve takes no arguments; settings come from the environment')
      return serve()
    case 'bootstrap':
      return print(JSON.stringify(await operate(bootstrapCommand, parseBootstrapArguments(args))))
    case 'password-link':
      return printPasswordLink(args)
    case 'audit':
      return examineTrail(args)
    case 'backup':
      return backUp(args)
    case 'restore':
      return restore(args)
    case 'pepper':
      return managePeppers(args)
    case 'help':
    case '--help':
      return print(usage)
    case '--version':
      return print(version)
    default:
      // The word is not repeated: it could be a token that was pasted by mistake.
      throw new UsageError('there is no such command; keystead --help lists them')
  }
}

async function serve(): Promise<void> {
  const settings = readEnvironment()
  const logger = makeLogger(settings.logLevel)
  const stopTracing = settings.tracing.isWanted ? await startTracing(settings.tracing, logger) : undefined
  const opened = await openInstance(settings, logger)
  const database = settings.databaseUrl === undefined ? 'sqlite' : 'postgresql'
  const instance = stopTracing === undefined ? opened : traceInstance(opened, database)
  const server = await startServer(instance, settings, logger)
  reloadPeppersOnHangup(instance, settings.pepperFile, logger)
  const stopOnce = onSignals(['SIGTERM', 'SIGINT'], async (signal) => {
    logger.info({ signal }, 'stopping: no new requests; finishing those that have begun')
    await server.stop()
    await stopTracing?.()
    logger.info('stopped')
  })
  const { url, grpcPort } = server
  logger.info({ url, grpcPort, version }, 'listening')
  const storage = settings.databaseUrl === undefined ? `SQLite in ${settings.dataDirectory}` : 'PostgreSQL'
  const envoy = grpcPort === undefined ? '' : `; gRPC for Envoy on port ${grpcPort}`
  print(`Keystead ${version} is listening on ${url}  (${storage}${envoy})`)
  // It serves already: a database that is away at this moment ends nothing.
  const link = await makeSetupLink(instance).catch((error: unknown) => {
    logger.warn({ err: error }, 'whether there is an administrator could not be read; the next start looks again')
    return undefined
  })
  if (link !== undefined) print(firstSteps(`${url}/setup#${link.reveal()}`))
  await stopOnce
}

async function printPasswordLink(args: string[]): Promise<void> {
  const request = parsePasswordLinkArguments(args)
  const settings = readEnvironment()
  const { link } = await operate(passwordLinkCommand(publicUrlOf(settings, settings.port)), request)
  print(link)
}

async function examineTrail(args: string[]): Promise<void> {
  const wanted = parseAuditArguments(args)
  if (!isDatabaseThere(readEnvironment())) throw new NoTrailError()

  if (wanted.verb === 'anchor') {
    const { head, inUse } = await operate(anchorCommand, {})
    if (!inUse) throw new NoTrailError()
    if (head === null) throw new Error('the audit trail holds no event yet, so there is nothing to keep')
    return print(writeAnchor(head))
  }
  const { inUse, ...report } = await operate(verifyCommand, { anchor: wanted.anchor }, 'checking the audit trail')
  if (!inUse) throw new NoTrailError()
  const isUntouched = report.faults.length === 0
  print(wanted.json ? JSON.stringify({ isUntouched, ...report }) : describeReport(report, wanted.anchor))
  if (!isUntouched) process.exitCode = exitCodes.failure
}

/** Opening a database makes one where there is none, and a new one would be found to be in order. */
function isDatabaseThere({ databaseUrl, dataDirectory }: Settings): boolean {
  return databaseUrl !== undefined || existsSync(join(dataDirectory, databaseFileName))
}

/** The settings lead to a database in which nothing has ever happened. */
class NoTrailError extends SettingsError {
  constructor() {
    super('there is no Keystead database with an audit trail here: look at KEYSTEAD_DATA_DIR and DATABASE_URL')
  }
}

async function backUp(args: string[]): Promise<void> {
  const { file, overwrite } = parseBackupArguments(args)
  const { dataDirectory, pepperFile } = readSqliteSettings()
  const progress = openProgressLine(process.stderr, 'copying the database')
  try {
    const onProgress = (done: number, total: number) => void progress.report(done, total)
    const report = await backUpSqlite(dataDirectory, file, { overwrite, onProgress })
    progress.clear()
    print(describeBackup(file, report, pepperFile))
  } finally {
    progress.clear()
  }
}

async function restore(args: string[]): Promise<void> {
  const { file } = parseRestoreArguments(args)
  const settings = readSqliteSettings()
  const { dataDirectory } = settings
  const report = await restoreSqlite(file, dataDirectory, async (store, head) => {
    const instance = await openOn(store, settings)
    const details = head === null ? {} : { lastEvent: head.number, lastEventAt: new Date(head.at).toISOString() }
    await noteOperation(instance, { action: 'instance.restore', details })
  })
  print(describeRestore(file, report, dataDirectory))
}

function readSqliteSettings(): Settings {
  const settings = readEnvironment()
  if (settings.databaseUrl === undefined) return settings
  throw new SettingsError(
    'DATABASE_URL is set, and PostgreSQL has better means of its own: pg_dump, or an archive for point-in-time recovery',
  )
}

async function managePeppers(args: string[]): Promise<void> {
  const { json, ...request } = parsePepperArguments(args)
  const settings = readEnvironment()
  const { databaseUrl, pepperFile } = settings
  if (!isDatabaseThere(settings)) {
    throw new SettingsError('there is no Keystead database here: look at KEYSTEAD_DATA_DIR and DATABASE_URL')
  }
  if (request.verb === 'rotate' && databaseUrl !== undefined) {
    throw new UsageError(
      'several nodes must all know a pepper before one uses it: keystead pepper add, then keystead pepper use',
    )
  }
  const answer = await operate(pepperCommand(pepperFile), request)
  if (answer.kind === 'refused') throw new PepperError(answer.why)
  print(json ? JSON.stringify(answer.peppers) : describePeppers(answer.peppers))
  if (request.verb !== 'list') print(databaseUrl === undefined ? howToKeep(pepperFile) : howToSpread(pepperFile))
}

const howToKeep = (file: string) => `
${file} has changed. Copy it to where you keep secrets: backups are worth nothing without it.`

const howToSpread = (file: string) => `
${file} has changed. Give it to every node, and have each read it: kill -HUP, or restart one after the other.
Only when all have, take the next step.`

/** Runs a command on the database of the settings: here, or where a server holds it, there. */
async function operate<Request, Result>(
  command: OperatorCommand<Request, Result>,
  request: Request,
  whatIsDone = command.name,
): Promise<Result> {
  const settings = readEnvironment()
  const progress = openProgressLine(process.stderr, whatIsDone)
  try {
    const instance = await openInstance(settings, makeLogger(settings.logLevel))
    try {
      return await command.run(instance, request, progress.report)
    } finally {
      await instance.store.close()
    }
  } catch (error) {
    if (!(error instanceof DataDirectoryInUseError)) throw error
    const answer = await runThroughServer(settings.dataDirectory, command, request, progress.report)
    if (answer === undefined) throw error
    return answer.result
  } finally {
    progress.clear()
  }
}

async function openInstance(settings: Settings, logger: Logger): Promise<Instance> {
  const store =
    settings.databaseUrl === undefined
      ? await openSqliteStore(settings.dataDirectory)
      : await openPostgresStore(settings.databaseUrl, (error) => logger.warn({ err: error }, 'a connection broke'))
  try {
    return await openOn(store, settings)
  } catch (error) {
    await store.close()
    throw error
  }
}

async function openOn(store: Store, settings: Settings): Promise<Instance> {
  return {
    store,
    peppers: await openPeppers(store, settings.pepperFile),
    tokens: settings.tokens,
    plainWebhooks: settings.webhookPrivateNetworks.length > 0,
    clock: { now: Date.now },
    randomness: { bytes: randomBytes },
    passwords: makePasswordHasher(),
  }
}

// Longer than any request may take; shorter than what supervisors wait before they kill (systemd 90 s, Kubernetes 30 s).
const stopDeadlineMs = 25_000

/**
 * Resolves when the first of these signals has been acted on. Further ones change nothing: a terminal or a supervisor
 * signals the whole process group, and npm passes the signal on as well, so one wish to stop often arrives twice.
 */
function onSignals(signals: NodeJS.Signals[], act: (signal: NodeJS.Signals) => Promise<void>): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let acting = false
  for (const signal of signals) {
    process.on(signal, () => {
      if (acting) return
      acting = true
      const giveUp = () => reject(new Error(`could not stop within ${stopDeadlineMs / 1000} s`))
      setTimeout(giveUp, stopDeadlineMs).unref()
      act(signal).then(resolve, reject)
    })
  }
  return promise
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

function explain(error: unknown): { code: number; message: string } {
  if (error instanceof UsageError) return { code: exitCodes.usage, message: error.message }
  if (error instanceof BackupError) return { code: exitCodes.failure, message: error.message }
  if (error instanceof SettingsError || error instanceof PepperError || error instanceof DatabaseTooNewError) {
    return { code: exitCodes.configuration, message: error.message }
  }
  if (error instanceof ControlSocketError) return { code: exitCodes.unavailable, message: error.message }
  if (error instanceof DataDirectoryInUseError) return { code: exitCodes.inUse, message: error.message }
  if (error instanceof KeysteadError && error.kind === 'unavailable') {
    return { code: exitCodes.unavailable, message: `the database cannot be reached (${error.internal})` }
  }
  if (error instanceof KeysteadError) return { code: exitCodes.failure, message: error.message }
  if (error instanceof DatabaseRefusedError) {
    return { code: exitCodes.configuration, message: `DATABASE_URL: ${error.message}` }
  }
  const { code, message = String(error), syscall } = (error ?? {}) as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') return { code: exitCodes.inUse, message: `the port is taken: ${message}` }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return { code: exitCodes.configuration, message: `KEYSTEAD_HOST is no address of this machine: ${message}` }
  }
  if (syscall === 'mkdir')
    return { code: exitCodes.configuration, message: `KEYSTEAD_DATA_DIR cannot be used: ${message}` }
  return { code: exitCodes.failure, message }
}

main(process.argv.slice(2)).then(
  () => process.exit(),
  (error: unknown) => {
    const { code, message } = explain(error)
    process.stderr.write(`keystead: ${message}\n`)
    process.exit(code)
  },
)
