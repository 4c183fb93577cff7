import { type Keystead, startKeystead } from '../../../e2e/support/keystead-process.ts'
import type { Plan } from '../plan.ts'
import { findPostgres } from '../processes/find-postgres.ts'
import { noteProgress } from '../report/note-progress.ts'
import { atMost, type Group, roundsRow, tailRow } from '../report/row.ts'
import { type Revocation, revokeKey } from './revoke-key.ts'

const fleets = [2, 4]
const promisedMs = 100
const revocationsInRound = 60
const unit = 'ms: p50 / p95 / p99 / max'

/** How long a deleted key is still accepted by the other nodes of an instance on PostgreSQL. */
export async function measureRevocation(plan: Plan): Promise<Group[]> {
  const postgres = await findPostgres()
  if ('why' in postgres) return [{ title: 'Revocation', rows: [], leftOut: [{ name: 'all of it', why: postgres.why }] }]
  const nodes: Keystead[] = []
  try {
    const environment = { DATABASE_URL: postgres.url, KEYSTEAD_LOG_LEVEL: 'error' }
    const first = await startKeystead({ environment })
    nodes.push(first)
    const groups: Group[] = []
    for (const size of fleets) {
      while (nodes.length < size) nodes.push(await startKeystead({ environment, resume: first }))
      groups.push(await measureFleet([first, ...nodes.slice(1)], plan, postgres.version))
    }
    return groups
  } finally {
    // The first one's folder is that of all.
    for (const node of nodes.toReversed()) await node.stop()
    await nodes[0]?.remove()
    await postgres.stop()
  }
}

async function measureFleet(
  nodes: readonly [Keystead, ...Keystead[]],
  { rounds, quick }: Plan,
  postgresVersion: string,
): Promise<Group> {
  const count = quick ? 3 : rounds * revocationsInRound
  const revocations: Revocation[] = []
  await revokeKey(nodes, nodes[0].token)
  while (revocations.length < count) {
    noteProgress(`${nodes.length} nodes: revocation ${revocations.length + 1} of ${count}`)
    revocations.push(await revokeKey(nodes, nodes[0].token))
  }
  const all = (figure: 'fromAnswerMs' | 'fromStartMs' | 'receiptMs') => revocations.flatMap((one) => one[figure])
  const stale = revocations.reduce((sum, { acceptedAfterAnswer }) => sum + acceptedAfterAnswer, 0)
  return {
    title:
      `Revocation, ${count} keys one after the other, ${nodes.length} nodes on PostgreSQL ${postgresVersion} with fsync: ` +
      'until another node has refused the key',
    rows: [
      tailRow({ name: 'from the answer to the delete', unit, values: all('fromAnswerMs') }, 1, {
        ...atMost(promisedMs),
        quantile: 0.99,
      }),
      tailRow({ name: 'from the moment in which it was sent', unit, values: all('fromStartMs') }, 1),
      tailRow({ name: 'by the receipt, from the commit', unit, values: all('receiptMs') }, 1),
      roundsRow({ name: 'accepted after the answer', unit: 'answers, in all', values: [stale] }, 0),
    ],
  }
}
