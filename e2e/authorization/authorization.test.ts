import { randomInt } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { actions } from './actions/actions.ts'
import type { Tally } from './run/next-step.ts'
import { openWorld } from './run/open-world.ts'
import { explain, findUnmet, summarize } from './run/report.ts'
import { runWorld } from './run/run-world.ts'
import { type WorldDatabase, worldDatabases } from './run/world-databases.ts'

// Who may see and do what (design §5, §6), as a table of its own (`model/table.ts`), held against the real server in worlds
// of chance.
//
// `KEYSTEAD_AUTHORIZATION_SEED` has an earlier run's worlds again, the one of that seed first.
const { KEYSTEAD_AUTHORIZATION_SEED: givenSeed } = process.env
const actionsInWorld = 420
const worlds = { SQLite: 20, PostgreSQL: 6 }
// Chance may miss what is rare; after so many it is no chance.
const mostWorlds = 90
const runTimeoutMs = 600_000

const met: Tally = new Map()

// Both at once: while PostgreSQL thinks, SQLite goes on.
describe.concurrent.each(worldDatabases)('whoever asks for whatever, on $name,', (database) => {
  it('is answered, and changes the world, as the table says', { timeout: runTimeoutMs }, async () => {
    const seed = givenSeed === undefined ? randomInt(2 ** 31) : Number(givenSeed)
    const begun = performance.now()
    const tally: Tally = new Map()
    let after = 0
    const isMissing = () => database.name === 'SQLite' && findUnmet(tally).length > 0
    for (let index = 0; index < worlds[database.name] || (index < mostWorlds && isMissing()); index += 1) {
      const run = await runWorld(database, seed + index, actionsInWorld)
      if (run.mismatch !== undefined) throw await explain(database, { seed: seed + index, after }, run, run.mismatch)
      for (const [key, count] of run.tally) tally.set(key, (tally.get(key) ?? 0) + count)
      after += run.steps.length
    }
    for (const [key, count] of tally) met.set(key, (met.get(key) ?? 0) + count)
    console.log(`${database.name}, seed ${seed}: ${summarize(tally, performance.now() - begun)}`)
    expect(after).toBeGreaterThanOrEqual(worlds[database.name] * actionsInWorld)
  })
})

/**
 * What one does about one's own sessions and password, and what gets them, and a look at an invitation by whoever holds it:
 * `rest/sessions`, `rest/invitations` and `rest/devices` have tests of their own.
 */
const aboutOneself = [
  'POST /session',
  'DELETE /session',
  'GET /setup',
  'POST /setup',
  'GET /sessions',
  'DELETE /sessions/:id',
  'PUT /password',
  'POST /users/:user/password-links',
  'POST /password-links/use',
  'POST /invitations/preview',
  'POST /device/authorizations',
  'POST /device/tokens',
  'POST /device/authorizations/preview',
  'POST /device/authorizations/decision',
]

/** Takes no credentials, and answers everybody the same: `rest/leaks` has its tests. */
const forEverybody = ['POST /leaks']
/**
 * Name a consumer of the old key, and are for whoever may change the rotation otherwise: `packages/server/src/rest/rotations`.
 * A delivery that is sent again, likewise: `no-oracle.test.ts` asks it as each kind of caller.
 */
const deeper = [
  'PUT /rotations/:id/gone-consumers/:consumer',
  'DELETE /rotations/:id/gone-consumers/:consumer',
  'POST /webhooks/:id/deliveries/:event/redeliver',
]

/** Go by who sees a key, live or deleted; `packages/server/src/rest/refusals` and `no-oracle.test.ts` say who does not. */
const aboutRefusals = ['GET /refusals/:requestId', 'GET /keys/:id/refusals', 'GET /keys/:id/explanation']

/** Asks `POST /verify` several times over, or tells those who may ask it when to ask again. */
const repeated = ['POST /verify/batch', 'GET /changes']

describe('the table', () => {
  it('was met in every row: each action was done, and refused for each of its reasons', () => {
    expect(met.size, 'no run came to its end').toBeGreaterThan(0)
    expect(findUnmet(met)).toEqual([])
  })

  it('has a row for every route of the REST API', async () => {
    const [database] = worldDatabases as [WorldDatabase]
    const { app, close } = await openWorld(database)
    const routes = app.routes.flatMap((route) => /^(\w+) \/api\/v1(\/.+)$/.exec(route)?.slice(1).join(' ') ?? [])
    await close()
    const anonymous = (door: string) => door.replaceAll(/:\w+/g, ':')
    const doors = new Set(Object.values(actions).map(({ door }) => anonymous(door)))
    const unguarded = routes.filter((route) => !doors.has(anonymous(route)))
    const elsewhere = [...aboutOneself, ...deeper, ...aboutRefusals, ...repeated, ...forEverybody]
    expect(unguarded.filter((route) => !elsewhere.includes(route))).toEqual(['GET /openapi.json'])
  })
})
