import { type KeysteadError, keyIdOf } from '@keystead/core'
import type { NotedRefusal } from '@keystead/verifier'
import type { FastifyRequest } from 'fastify'
import { clientOf } from './client-of.ts'

/** Hears of every request that came with a good key and asked for what its owner may not do. Must not wait. */
export type DenialListener = (denial: Omit<NotedRefusal, 'at'>) => void

/** Has a refusal of that kind remembered. Any other failure is none of the key; nor is one of a browser that is signed in. */
export function noteDenial(onDenial: DenialListener, request: FastifyRequest, error: KeysteadError): void {
  const { principal, door, id } = request
  const keyId = principal && keyIdOf(principal)
  if (error.kind !== 'forbidden' || door === null || keyId === null) return
  onDenial({
    requestId: id,
    door,
    keyId,
    reason: 'not-allowed',
    code: error.code,
    client: clientOf(request),
  })
}
