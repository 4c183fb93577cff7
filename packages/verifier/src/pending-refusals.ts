import {
  type ClientDetails,
  type ErrorCode,
  isProven,
  type KeyId,
  mostRefusedRequests,
  type RefusalDemand,
  type RefusalDoor,
  type RefusalReport,
  type RefusedRequest,
  type RememberedReason,
  type VerificationDemand,
} from '@keystead/core'
import { type ConsumerNaming, rawNameOf } from './consumer-naming.ts'
import { shortenClient } from './shorten-client.ts'

/** One request that was refused, as the door saw it. */
export type NotedRefusal = {
  readonly requestId: string
  readonly at: number
  readonly door: RefusalDoor
  readonly keyId: KeyId | null
  readonly reason: RememberedReason
  /** With `not-allowed`, what was answered. */
  readonly code?: ErrorCode
  readonly demand?: VerificationDemand
  readonly client: ClientDetails | undefined
}

// What is noted between two writes, each cause once. What anybody can bring about has little room: for those who do it on
// purpose, a few of them say as much as all.
const mostProven = 1_000
const mostUnproven = 200
const mostUnprovenOfKey = 10
const mostUnprovenFromAddress = 20

// An admin may verify for as many organizations as there are.
const mostDemanded = 20

type Pending = Pick<NotedRefusal, 'keyId' | 'reason' | 'code' | 'door' | 'demand' | 'client'> & {
  count: number
  readonly first: RefusedRequest
  /** The last ones, in a ring. */
  readonly requests: RefusedRequest[]
}

/** Refusals that nobody has written yet: adding one reads no text and asks nobody. */
export class PendingRefusals {
  readonly #byCause = new Map<string, Pending>()
  readonly #unprovenOf = new Map<string, number>()
  #unproven = 0

  add(refusal: NotedRefusal): void {
    const { requestId, at } = refusal
    const client = refusal.client && shortenClient(refusal.client)
    const name = nameOf(refusal, client)
    const request = { requestId, at }
    const known = this.#byCause.get(name)
    if (known !== undefined) {
      known.requests[known.count % mostRefusedRequests] = request
      known.count += 1
    } else if (this.#admits(refusal)) {
      this.#byCause.set(name, { ...refusal, client, count: 1, first: request, requests: [request] })
    }
  }

  /** As they are written: each cause once. */
  list(naming: ConsumerNaming): RefusalReport[] {
    return Array.from(
      this.#byCause.values(),
      ({ keyId, reason, code, door, demand, client, count, first, requests }) => {
        const oldest = count % mostRefusedRequests
        return {
          keyId,
          reason,
          code: code ?? null,
          door,
          demand: reason === 'out-of-reach' ? toDemand(demand) : null,
          consumer: naming.identify(client),
          count,
          first,
          requests: count > requests.length ? [...requests.slice(oldest), ...requests.slice(0, oldest)] : requests,
        }
      },
    )
  }

  #admits({ keyId, reason, client }: Pick<NotedRefusal, 'keyId' | 'reason' | 'client'>): boolean {
    if (isProven(reason)) return this.#byCause.size - this.#unproven < mostProven
    const [key, address] = [`key ${keyId ?? ''}`, `address ${client?.ip ?? ''}`]
    const [ofKey, fromAddress] = [this.#unprovenOf.get(key) ?? 0, this.#unprovenOf.get(address) ?? 0]
    const isOfKey = keyId !== null && ofKey >= mostUnprovenOfKey
    if (this.#unproven >= mostUnproven || isOfKey || fromAddress >= mostUnprovenFromAddress) return false
    this.#unproven += 1
    this.#unprovenOf.set(key, ofKey + 1).set(address, fromAddress + 1)
    return true
  }
}

/** What distinguishes one cause from another, before anybody reads what it means. */
function nameOf({ keyId, reason, code, door, demand }: NotedRefusal, client: NotedRefusal['client']): string {
  const place = reason === 'out-of-reach' ? nameDemand(demand) : (code ?? '')
  return `${keyId ?? ''}\n${reason}\n${door}\n${place}\n${client === undefined ? '' : rawNameOf(client)}`
}

function nameDemand({ organizations, teams }: VerificationDemand = {}): string {
  return `${organizations?.slice(0, mostDemanded).join() ?? '*'} ${teams?.map(({ id }) => id).join() ?? '*'}`
}

function toDemand({ organizations, teams }: VerificationDemand = {}): RefusalDemand | null {
  if (organizations === undefined && teams === undefined) return null
  return {
    organizationIds: organizations?.slice(0, mostDemanded) ?? null,
    teams: teams?.slice(0, mostDemanded).map(({ id, organizationId }) => ({ id, organizationId })) ?? null,
  }
}
