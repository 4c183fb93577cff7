import { once } from 'node:events'
import { existsSync, unlinkSync } from 'node:fs'
import { type IncomingMessage, request as openRequest } from 'node:http'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type ErrorCode, errorRegistry, type Instance, KeysteadError } from '@keystead/core'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { OperatorCommand, ReportProgress } from './commands/operator-command.ts'
import { statusOf } from './http/error-status.ts'
import { logFailure } from './http/log-failure.ts'
import { linesMediaType } from './http/send-lines.ts'
import { toKeysteadError } from './http/to-keystead-error.ts'

/** The server that holds the data directory could not be made to do it. */
export class ControlSocketError extends Error {
  override readonly name = 'ControlSocketError'
}

// Unix limits the path of a socket to about a hundred bytes, and says so only with EINVAL.
const longestSocketPath = 100

function socketPathIn(dataDirectory: string): string | undefined {
  const path = join(dataDirectory, 'control.sock')
  return process.platform === 'win32' || Buffer.byteLength(path) > longestSocketPath ? undefined : path
}

/** A line of an answer. The last one is a result or an error; without either, the answer is not whole. */
const messageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), done: z.number(), total: z.number() }),
  z.object({ type: z.literal('result'), result: z.json() }),
  z.object({
    type: z.literal('error'),
    code: z.enum(Object.keys(errorRegistry) as ErrorCode[]),
    internal: z.string().optional(),
  }),
])
type Message = z.infer<typeof messageSchema>

/**
 * The door for commands of the operator while the server holds the data directory: a Unix socket inside that directory,
 * which only the account that runs the server can enter, so that being able to connect is the authorization.
 */
export async function openControlSocket(
  instance: Instance,
  dataDirectory: string,
  logger: FastifyBaseLogger,
  commands: readonly OperatorCommand[],
): Promise<FastifyInstance | undefined> {
  const path = socketPathIn(dataDirectory)
  if (path === undefined) return undefined
  // What a crash left behind. The lock on the data directory says that nobody else listens there.
  if (existsSync(path)) unlinkSync(path)

  const app = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
  }).withTypeProvider<ZodTypeProvider>()
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler((error, request, reply) => {
    const known = toKeysteadError(error)
    logFailure(request, known)
    return reply.code(statusOf[known.kind]).send({ code: known.code })
  })
  let stopping = false
  app.addHook('preClose', async () => {
    stopping = true
  })

  for (const command of commands) {
    app.post(`/${command.name}`, { schema: { body: command.requestSchema } }, async (request, reply) => {
      reply.hijack()
      const { raw } = reply
      raw.writeHead(200, { 'content-type': linesMediaType }).flushHeaders()
      const say = (message: Message) => raw.write(`${JSON.stringify(message)}\n`)
      const reportProgress: ReportProgress = async (done, total) => {
        // A long reading is done for one who waits for it, and keeps no server from stopping.
        if (raw.destroyed) throw new KeysteadError('UNAVAILABLE', { internal: 'nobody waits for the answer any more' })
        if (stopping) throw new KeysteadError('UNAVAILABLE', { internal: 'the server is stopping' })
        say({ type: 'progress', done, total })
        // SQLite reads within the same turn of the event loop: without this, no request would have one.
        await nextTurn()
      }
      try {
        const result = await command.run(instance, request.body, reportProgress)
        say({ type: 'result', result: result as Extract<Message, { type: 'result' }>['result'] })
      } catch (error) {
        const known = toKeysteadError(error)
        logFailure(request, known)
        say({ type: 'error', code: known.code, internal: known.internal })
      }
      raw.end()
    })
  }
  // The data directory keeps others out, if we made it. A socket of mode 0600 does so in one that was there before.
  const previous = process.umask(0o177)
  try {
    await app.listen({ path })
  } finally {
    process.umask(previous)
  }
  return app
}

/**
 * Has the server that holds the data directory run a command. Undefined when none listens there.
 * Fails as the command does, and with {@link ControlSocketError}.
 */
export async function runThroughServer<Request, Result>(
  dataDirectory: string,
  { name }: OperatorCommand<Request, Result>,
  request: Request,
  reportProgress: ReportProgress,
): Promise<{ readonly result: Result } | undefined> {
  const socketPath = socketPathIn(dataDirectory)
  if (socketPath === undefined) return undefined
  const headers = { 'content-type': 'application/json' }
  const call = openRequest({ socketPath, path: `/${name}`, method: 'POST', headers })
  call.end(JSON.stringify(request))
  let response: IncomingMessage
  try {
    ;[response] = await once(call, 'response')
  } catch {
    return undefined
  }
  if (response.statusCode !== 200) {
    throw new ControlSocketError(
      `the server that uses the data directory does not take this command (${response.statusCode}): it is of another version; restart it`,
    )
  }
  for await (const message of readMessages(response)) {
    if (message.type === 'result') return { result: message.result as Result }
    if (message.type === 'error') {
      throw new KeysteadError(message.code, message.internal === undefined ? {} : { internal: message.internal })
    }
    await reportProgress(message.done, message.total)
  }
  throw new ControlSocketError('the server that uses the data directory ended before it had answered')
}

/** The messages up to where the answer ends, or breaks off. */
async function* readMessages(response: IncomingMessage): AsyncGenerator<Message> {
  let rest = ''
  try {
    for await (const text of response.setEncoding('utf8')) {
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) yield messageSchema.parse(JSON.parse(line))
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ECONNRESET') {
      throw new ControlSocketError('the server that uses the data directory gave an answer that is none', {
        cause: error,
      })
    }
  }
}
