import { Readable } from 'node:stream'
import { type KeyId, KeysteadError, keyIdOf, type Principal, resolveVerificationDemand } from '@keystead/core'
import type { ChangeFollower, Verifier } from '@keystead/verifier'
import type { FastifyReply } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { principalOfRequest } from '../../http/authenticate.ts'
import { problemResponse } from '../wire/problem.ts'
import { subjectTag } from './subject-tag.ts'

export type ChangeParts = {
  readonly verifier: Verifier
  readonly follower: ChangeFollower
  readonly leaseMs: number
}

const mostStreams = 1_000
// A reader that is so far behind has lost the lease of all that it remembers long ago.
const mostUnread = 1024 * 1024
const beatsInLease = 4
const usualSeconds = 900
const longestSeconds = 3_600

const description = `Server-sent events for a verifier that remembers answers, so that it forgets them when they are no more true.

- \`hello\` \`{leaseMs, change}\`: the stream begins; all times are milliseconds since then.
- \`fresh\` \`{provenMs, change}\`: this node's memory lacks nothing that was acknowledged before \`provenMs\`. An answer may be repeated
  until \`provenMs + leaseMs\`, counted from when the request for this stream was sent.
- \`drop\` \`{subjects, change}\`: what was remembered of these is no more true: tags of keys, accounts, organizations and teams, the
  first 12 characters of the base64url SHA-256 of the ID.
- \`reset\` \`{change}\`: nothing that was remembered may be trusted.

An answer may be remembered if its header \`X-Keystead-Change\` is no less than the newest \`change\` of the stream.`

const changeEventSchema = z
  .object({
    change: z.number().int().describe('The newest change that this node has taken in'),
    leaseMs: z.number().optional().describe('Of `hello`'),
    provenMs: z.number().optional().describe('Of `fresh`'),
    subjects: z.array(z.string()).optional().describe('Of `drop`'),
  })
  .meta({ id: 'ChangeEvent', description: 'The data of an event in the stream of changes.' })

/** `/changes`: tells verifiers which of their remembered answers to forget, and until when the others are good (design §8). */
export function changeRoutes({ verifier, follower, leaseMs }: ChangeParts): FastifyPluginAsyncZod {
  return async (app) => {
    const streams = new Set<EventStream>()
    // They would never end by themselves, and keep the process from stopping.
    app.addHook('preClose', async () => {
      for (const { end } of streams) end()
    })

    app.get(
      '/changes',
      {
        schema: {
          operationId: 'followChanges',
          summary: 'What to forget of verifications that are remembered',
          description,
          tags: ['verify'],
          querystring: z.strictObject({
            seconds: z.coerce
              .number()
              .int()
              .min(0)
              .max(longestSeconds)
              .default(usualSeconds)
              .describe('When the stream ends'),
          }),
          response: {
            200: {
              description: 'Events; the schema is that of their data',
              content: { 'text/event-stream': { schema: changeEventSchema } },
            },
            default: problemResponse,
          },
        },
      },
      async (request, reply) => {
        const keyId = await keyOfVerifier(verifier, principalOfRequest(request))
        if (streams.size >= mostStreams) throw new KeysteadError('UNAVAILABLE', { internal: 'too many change streams' })
        const stream = openStream({ follower, leaseMs, keyId, seconds: request.query.seconds })
        streams.add(stream)
        stream.events.once('close', () => streams.delete(stream))
        return sendEvents(reply as FastifyReply, stream.events)
      },
    )
  }
}

/** Fails with `NOT_A_VERIFIER`. */
async function keyOfVerifier(verifier: Verifier, caller: Principal): Promise<KeyId> {
  await resolveVerificationDemand(verifier.places, caller, {})
  const keyId = keyIdOf(caller)
  if (keyId === null) throw new KeysteadError('NOT_A_VERIFIER')
  return keyId
}

function sendEvents(reply: FastifyReply, stream: Readable): FastifyReply {
  return reply.header('content-type', 'text/event-stream').header('x-accel-buffering', 'no').send(stream)
}

type StreamParts = Pick<ChangeParts, 'follower' | 'leaseMs'> & { readonly keyId: KeyId; readonly seconds: number }

/** Events, and how to end them: what happens after that is not said any more, however slowly the reader reads. */
type EventStream = { readonly events: Readable; readonly end: () => void }

function openStream({ follower, leaseMs, keyId, seconds }: StreamParts): EventStream {
  const begun = performance.now()
  const events = new Readable({ read() {} })
  let isOver = false
  const end = () => {
    isOver = true
    events.push(null)
  }
  const send = (event: string, data: object) => {
    if (isOver || events.destroyed) return
    if (events.readableLength > mostUnread) events.destroy()
    else events.push(`event: ${event}\ndata: ${JSON.stringify({ ...data, change: follower.appliedNumber })}\n\n`)
  }
  const beat = () => {
    // Whoever opened this may be nobody any more; they come again, and are asked who they are.
    if (follower.index.find(keyId) === undefined) end()
    else if (follower.isFresh) send('fresh', { provenMs: performance.now() - begun - follower.ageMs })
  }
  const timer = setInterval(beat, leaseMs / beatsInLease)
  const unsubscribe = follower.subscribe((event) => {
    if (event.kind === 'rebuilt') send('reset', {})
    else send('drop', { subjects: event.subjects.map(subjectTag) })
  })
  const ending = setTimeout(end, seconds * 1000)
  events.once('close', () => {
    clearInterval(timer)
    clearTimeout(ending)
    unsubscribe()
  })
  send('hello', { leaseMs })
  beat()
  return { events, end }
}
