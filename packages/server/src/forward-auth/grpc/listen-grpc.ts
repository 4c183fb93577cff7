import { once } from 'node:events'
import { createServer, type ServerHttp2Session } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { connectNodeAdapter } from '@connectrpc/connect-node'
import { type AuthorizationParts, authorizationService } from './authorization-service.ts'
import { Authorization } from './ext-authz_pb.ts'

// What Envoy sends of a request: its headers, of which Envoy itself takes 60 KiB at most.
const largestMessage = 128 * 1024
const mostChecksAtOnce = 1_000
// Envoy waits for 200 ms by default; whoever says that it waits for minutes is not Envoy.
const longestWaitMs = 30_000

export type GrpcListener = {
  readonly port: number
  /** Takes no new calls; those that have begun get this long to end. */
  close(limitMs: number): Promise<void>
}

/**
 * Listens for Envoy, by HTTP/2 without TLS, on a port of its own: to be reached by Envoy alone, on the same machine or
 * through what encrypts between machines.
 */
export async function listenGrpc(
  parts: AuthorizationParts,
  address: { readonly host: string; readonly port: number },
): Promise<GrpcListener> {
  const answer = connectNodeAdapter({
    routes: (router) => void router.service(Authorization, authorizationService(parts)),
    connect: false,
    grpcWeb: false,
    readMaxBytes: largestMessage,
    maxTimeoutMs: longestWaitMs,
    // Nothing that is small when it comes and large when it is unpacked.
    acceptCompression: [],
  })
  const server = createServer({ settings: { maxConcurrentStreams: mostChecksAtOnce } }, answer)
  const sessions = new Set<ServerHttp2Session>()
  server.on('session', (session) => {
    sessions.add(session)
    session.once('close', () => sessions.delete(session))
  })
  server.on('sessionError', (error) => parts.logger.debug({ err: error }, 'a gRPC connection broke'))
  server.listen(address)
  await once(server, 'listening')

  return {
    port: (server.address() as AddressInfo).port,
    async close(limitMs) {
      const closed = once(server, 'close')
      server.close()
      for (const session of sessions) session.close()
      const timer = setTimeout(() => {
        for (const session of sessions) session.destroy()
      }, limitMs)
      await closed
      clearTimeout(timer)
    },
  }
}
