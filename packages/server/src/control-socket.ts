import { once } from 'node:events'
import { existsSync, unlinkSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { join } from 'node:path'
import { type Instance, KeysteadError } from '@keystead/core'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type BootstrapArguments, runBootstrap } from './bootstrap-command.ts'
import { statusOf } from './http/error-status.ts'
import { toKeysteadError } from './http/to-keystead-error.ts'

// Unix limits the path of a socket to about a hundred bytes, and says so only with EINVAL.
const longestSocketPath = 100

function socketPathIn(dataDirectory: string): string | undefined {
  const path = join(dataDirectory, 'control.sock')
  return process.platform === 'win32' || Buffer.byteLength(path) > longestSocketPath ? undefined : path
}

/**
 * The door for commands of the operator while the server holds the data directory: a Unix socket inside that directory,
 * which only the account that runs the server can enter, so that being able to connect is the authorization.
 */
export async function openControlSocket(
  instance: Instance,
  dataDirectory: string,
  logger: FastifyBaseLogger,
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
  app.setErrorHandler((error, _request, reply) => {
    const { code, kind, message } = toKeysteadError(error)
    return reply.code(statusOf[kind]).serializer(JSON.stringify).send({ code, message })
  })
  const body = z.object({ email: z.string(), organization: z.string() })
  app.post('/bootstrap', { schema: { body } }, async ({ body }, reply) =>
    reply
      .code(201)
      .serializer(String)
      .send(await runBootstrap(instance, body)),
  )
  // The data directory keeps others out, if we made it. A socket of mode 0600 does so in one that was there before.
  const previous = process.umask(0o177)
  try {
    await app.listen({ path })
  } finally {
    process.umask(previous)
  }
  return app
}

/** Has the server that holds the data directory do it. Undefined when none listens there. */
export async function bootstrapThroughServer(
  dataDirectory: string,
  bootstrapArguments: BootstrapArguments,
): Promise<string | undefined> {
  const socketPath = socketPathIn(dataDirectory)
  if (socketPath === undefined) return undefined
  const headers = { 'content-type': 'application/json' }
  const call = request({ socketPath, path: '/bootstrap', method: 'POST', headers })
  call.end(JSON.stringify(bootstrapArguments))
  let response: IncomingMessage
  try {
    ;[response] = await once(call, 'response')
  } catch {
    return undefined
  }
  const text = (await response.setEncoding('utf8').toArray()).join('')
  if (response.statusCode !== 201) throw new KeysteadError(JSON.parse(text).code)
  return text
}
