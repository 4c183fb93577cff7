import { type Refusal, watchRefusal } from './watch-refusal.ts'

export type Revocation = {
  /** For each other node, milliseconds from the answer to the delete until it had refused the key; 0 if it did before. */
  readonly fromAnswerMs: readonly number[]
  /** The same from the moment in which the delete was sent. */
  readonly fromStartMs: readonly number[]
  /** What the answer said of each other node; none for one that it could not speak of. */
  readonly receiptMs: readonly number[]
  /** Questions that were asked after the answer, and still answered with yes. */
  readonly acceptedAfterAnswer: number
}

type Receipt = { readonly nodes: readonly { readonly node: string; readonly afterMs?: number }[] }
type Node = { readonly url: string; readonly pid: number }

/** Makes a key on the first node, has all others asked about it without a pause, and deletes it on the first. */
export async function revokeKey([first, ...others]: readonly [Node, ...Node[]], admin: string): Promise<Revocation> {
  const headers = { authorization: `Bearer ${admin}` }
  const created = await fetch(`${first.url}/api/v1/keys`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'to be revoked' }),
  })
  const { key, token } = (await readJson(created)) as { key: { id: string }; token: string }
  const watchers = others.map(({ url }) => watchRefusal(url, admin, token))
  await Promise.all(watchers.map(({ accepted }) => accepted))

  const startedAt = performance.now()
  const deleted = await fetch(`${first.url}/api/v1/keys/${key.id}`, { method: 'DELETE', headers })
  const answeredAt = performance.now()
  const { receipt } = (await readJson(deleted)) as { receipt: Receipt }
  const refusals: Refusal[] = await Promise.all(watchers.map(({ refused }) => refused))
  return {
    fromAnswerMs: refusals.map(({ refusedAt }) => Math.max(0, refusedAt - answeredAt)),
    fromStartMs: refusals.map(({ refusedAt }) => refusedAt - startedAt),
    receiptMs: receipt.nodes
      .filter(({ node }) => !node.endsWith(`/${first.pid}`))
      .flatMap(({ afterMs }) => (afterMs === undefined ? [] : [afterMs])),
    acceptedAfterAnswer: refusals.filter(({ lastAcceptedAt }) => lastAcceptedAt > answeredAt).length,
  }
}

async function readJson(response: Response): Promise<unknown> {
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}`)
  return response.json()
}
