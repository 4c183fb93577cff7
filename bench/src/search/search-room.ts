import type { Plan } from '../plan.ts'
import { keyName, keysPerAccount } from '../plant/plant-keys.ts'
import { findPostgres } from '../processes/find-postgres.ts'
import { type Program, startProgram } from '../processes/start-program.ts'
import { noteProgress } from '../report/note-progress.ts'
import { atMost, type Group, tailRow } from '../report/row.ts'

const promisedMs = 50
const searchesInRound = 20
// Where each takes a second, fewer tell as much.
const longestMs = 30_000
const unit = 'ms: p50 / p95 / p99 / max'

type Search = { readonly name: string; readonly token: string; text(): string }

/** Finding keys among a million, by what people type. */
export async function measureSearch(plan: Plan): Promise<Group[]> {
  const onSqlite = await measureOn('SQLite', {}, plan)
  const postgres = await findPostgres()
  if ('why' in postgres) {
    return [{ ...onSqlite, leftOut: [{ name: 'the same on PostgreSQL', why: postgres.why }] }]
  }
  try {
    return [onSqlite, await measureOn(`PostgreSQL ${postgres.version}`, { BENCH_DATABASE_URL: postgres.url }, plan)]
  } finally {
    await postgres.stop()
  }
}

async function measureOn(
  database: string,
  environment: Readonly<Record<string, string>>,
  { rounds, quick }: Plan,
): Promise<Group> {
  const keys = quick ? 1_000 : 1_000_000
  noteProgress(`planting ${keys.toLocaleString('en')} keys, ${database}`)
  const program = await startProgram('http/keystead-server.ts', { ...environment, BENCH_KEYS: String(keys) })
  try {
    const { url } = program.ready as { url: string }
    const rows = []
    for (const search of searchesOf(program, keys)) {
      noteProgress(`search on ${database}: ${search.name}`)
      const values = await measureOne(url, search, quick ? 2 : rounds * searchesInRound)
      rows.push(tailRow({ name: search.name, unit, values }, 1, { ...atMost(promisedMs), quantile: 0.95 }))
    }
    const many = keys.toLocaleString('en')
    return { title: `Search among ${many} keys on ${database}: GET /api/v1/keys?query=…, the first page`, rows }
  } finally {
    await program.stop()
  }
}

function searchesOf({ ready }: Program, keys: number): Search[] {
  const { token, tokens } = ready as { token: string; tokens: readonly string[] }
  const random = (below: number) => Math.floor(Math.random() * below)
  const idOf = (of: string) => of.split('_')[2] ?? ''
  return [
    { name: 'a whole name', token, text: () => keyName(random(keys)) },
    { name: 'part of a few names', token, text: () => `gpu-${random(keys)}` },
    { name: 'part of many names', token, text: () => 'notebook' },
    { name: 'two characters', token, text: () => 'gp' },
    { name: 'part of an ID', token, text: () => idOf(tokens[random(tokens.length)] ?? '').slice(0, 8) },
    { name: 'an owner’s e-mail address', token, text: () => `person-${random(keys / keysPerAccount)}@` },
    { name: 'what is nowhere', token, text: () => `nowhere ${random(keys)}` },
    {
      name: `part of many names, by somebody with ${keysPerAccount} keys`,
      token: tokens[0] ?? '',
      text: () => 'notebook',
    },
  ]
}

async function measureOne(url: string, { token, text }: Search, count: number): Promise<number[]> {
  const values: number[] = []
  const begun = performance.now()
  // The first is not counted.
  for (let search = 0; search <= count; search += 1) {
    const askedAt = performance.now()
    const response = await fetch(`${url}/api/v1/keys?query=${encodeURIComponent(text())}`, {
      headers: { authorization: `Bearer ${token}` },
    })
    await response.arrayBuffer()
    if (!response.ok) throw new Error(`a search was answered with ${response.status}`)
    if (search > 0) values.push(performance.now() - askedAt)
    if (performance.now() - begun > longestMs && values.length > 0) break
  }
  return values
}
