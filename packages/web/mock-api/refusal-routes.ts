import type { ApiKey, ExplainedKey, KeyExplanation, KeyFinding, Refusal } from '@keystead/sdk'
import { type Call, type Handler, page, Refusal as Refused } from './call.ts'
import { keyOf } from './key-life-routes.ts'

// Why keys of the small world were refused. A request's ID says of which key it was, by its last digit.

const minute = 60_000
const at = (ago: number) => new Date(Date.now() - ago).toISOString()
const requestId = (digit: number) => `req_3a3baacf1a33284be9c9a575f1e8063${digit.toString(16)}`

function refusal(place: number, keyId: string | null, given: Partial<Refusal>): Refusal {
  return {
    id: `ref_${String(place).padStart(32, '0')}`,
    keyId,
    reason: 'disabled',
    code: null,
    door: 'verify',
    demanded: null,
    consumer: {
      id: 'con_1',
      label: 'etl-cron',
      network: '10.2.0.0/24',
      lastAddress: '10.2.0.7',
      program: { name: 'wandb', version: '0.21.4', runtime: 'python 3.11' },
      verifier: { id: 'sva_gateway', name: 'edge-gateway' },
    },
    count: 12,
    firstAt: at(41 * minute),
    firstRequestId: requestId(15),
    lastAt: at((place + 1) * 2 * minute),
    lastRequestId: requestId(place),
    ...given,
  }
}

const laptop = {
  id: 'con_2',
  label: null,
  network: '198.51.100.0/24',
  lastAddress: '198.51.100.23',
  program: { name: 'curl', version: '8.14.1', runtime: null },
  verifier: null,
}

/** One that was used was refused, too. */
function refusalsOf({ id, lastUsedAt }: ApiKey): Refusal[] {
  if (lastUsedAt === null) return []
  const organization = { id: 'org_birch', name: 'Birch Labs' }
  return [
    refusal(0, id, {}),
    refusal(1, id, { reason: 'checksum', door: 'api', consumer: laptop, count: 1 }),
    refusal(2, id, { reason: 'out_of_reach', demanded: { organizations: [organization], teams: [] }, count: 3 }),
    refusal(3, id, { reason: 'not_allowed', code: 'NOT_A_VERIFIER', door: 'api', consumer: laptop, count: 1 }),
  ]
}

function findingsOf({ disabled, expiresAt, state }: ApiKey): KeyFinding[] {
  if (state === 'expired' && expiresAt !== null) return [{ code: 'expired', at: expiresAt }]
  return state === 'disabled' && disabled !== null ? [{ code: 'disabled', ...disabled }] : []
}

function explain(key: ApiKey): KeyExplanation {
  const { id, name, type, owner, organization } = key
  const explained: ExplainedKey = { id, name, type, owner, organization }
  return { key: explained, working: key.state === 'active', findings: findingsOf(key) }
}

/** Of a disabled key, or of the one that was used; the last IDs name none. */
function explainRequest(call: Call) {
  const asked = call.params[0] ?? ''
  const place = Number.parseInt(asked.at(-1) ?? '', 16)
  if (!(place < 15)) throw new Refused(404, 'REFUSAL_NOT_FOUND')
  const key = call.world.keys.find(({ state }) => state === (place === 0 ? 'disabled' : 'active'))
  const [found] = key === undefined ? [] : refusalsOf({ ...key, lastUsedAt: at(0) }).slice(place)
  if (key === undefined || found === undefined) throw new Refused(404, 'REFUSAL_NOT_FOUND')
  return { requestId: asked, at: found.lastAt, refusal: found, explanation: explain(key) }
}

export const refusalRoutes: readonly (readonly [string, string, Handler])[] = [
  ['GET', '/refusals/:id', explainRequest],
  ['GET', '/keys/:id/refusals', (call) => page('refusals', refusalsOf(keyOf(call)), call)],
  ['GET', '/keys/:id/explanation', (call) => explain(keyOf(call))],
]
