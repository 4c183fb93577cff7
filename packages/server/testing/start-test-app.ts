import { randomBytes, randomUUID } from 'node:crypto'
import {
  bootstrap,
  type Clock,
  type Instance,
  makePepper,
  type Organization,
  type PasswordHasher,
  Peppers,
  pepperBytes,
  type Store,
  type TokenSettings,
  type User,
} from '@keystead/core'
import { type Fleet, RefusalRecorder, startVerification, UsageRecorder, type Verifier } from '@keystead/verifier'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { buildApp } from '../src/app.ts'
import { makeLogger } from '../src/logger.ts'
import { makeMetrics } from '../src/operations/metrics.ts'
import { makePasswordHasher } from '../src/password-hasher.ts'
import type { FindGithubKey } from '../src/rest/leaks/github-keys.ts'
import { type Accounts, makeAccounts } from './accounts.ts'
import { type Answer, type CallOptions, makeCaller } from './call.ts'

const publicUrl = 'https://keys.example.com'

/** A clock that stands still until it is moved. */
type TestClock = Clock & { advance(byMs: number): void }

export type TestAppOptions = {
  readonly tokens?: Partial<TokenSettings>
  /** Left out: one new pepper. */
  readonly peppers?: Peppers
  /**
   * Another node, which shares pepper and clock. It is not bootstrapped: on the same store that was done, and on a fresh one it
   * is still to be done.
   */
  readonly beside?: Pick<TestApp, 'instance' | 'clock' | 'acme' | 'ada'>
  /** Left out: what the product has. 0: each key is asked of the database. */
  readonly leaseMs?: number
  readonly findGithubKey?: FindGithubKey
  /** Left out: a console that is not built. */
  readonly consoleDirectory?: string
  readonly publicUrl?: string
  readonly trustedProxies?: readonly string[]
  readonly passwords?: PasswordHasher
  /** Whether webhooks may be told by plain HTTP. */
  readonly plainWebhooks?: boolean
  /** Left out: the product's own logger, at `trace`. */
  readonly logger?: FastifyBaseLogger
}

/** A whole Keystead without a socket, with its first admin `ada` of the organization `acme`. */
export type TestApp = Accounts & {
  readonly app: FastifyInstance
  readonly instance: Instance
  readonly clock: TestClock
  readonly verifier: Verifier
  readonly fleet: Fleet
  readonly usage: UsageRecorder
  readonly readiness: { draining: boolean }
  /** Every line that was logged, at any level. */
  readonly logLines: readonly string[]
  readonly refusals: RefusalRecorder
  /** Failures that the recorders of use and of refusals reported. */
  readonly usageFailures: readonly unknown[]
  /** Failures to read the changes of the database, or to tell of this node. */
  readonly followFailures: readonly unknown[]
  /** Every route as `METHOD /path/:parameter`, without the HEAD beside each GET. */
  readonly routes: readonly string[]
  readonly acme: Organization
  readonly ada: { readonly user: User; readonly token: string }
  call(method: string, path: string, options?: CallOptions): Promise<Answer>
  /** The data and errors that `/graphql` answers. */
  graphql(query: string, options?: GraphqlOptions): Promise<Answer>
  /** Stops the app as the server would: everything that is held is written. The store stays open. */
  close(): Promise<void>
}

type GraphqlOptions = {
  readonly token?: string
  readonly variables?: Readonly<Record<string, unknown>>
  readonly operationName?: string
}

export async function startTestApp(store: Store, options: TestAppOptions = {}): Promise<TestApp> {
  const { beside } = options
  const clock = beside?.clock ?? makeClock(Date.UTC(2026, 0, 15, 12))
  const instance: Instance = {
    store,
    clock,
    randomness: { bytes: randomBytes },
    peppers: options.peppers ?? beside?.instance.peppers ?? new Peppers([makePepper(1, randomBytes(pepperBytes))]),
    tokens: { prefix: 'ksd', legacyKeys: false, ...options.tokens },
    passwords: options.passwords ?? beside?.instance.passwords ?? makePasswordHasher(),
    plainWebhooks: options.plainWebhooks ?? false,
  }
  const { acme, ada } = beside ?? (await bootstrapAda(instance))

  const logLines: string[] = []
  const usageFailures: unknown[] = []
  const followFailures: unknown[] = []
  const metrics = makeMetrics()
  const routes: string[] = []
  const readiness = { draining: false }
  const usage = new UsageRecorder(instance, (error) => usageFailures.push(error))
  const refusals = new RefusalRecorder(instance, (error) => usageFailures.push(error))
  const nodeId = randomUUID()
  const leaseMs = options.leaseMs ?? 2_000
  const verification = await startVerification({
    instance,
    nodeId,
    nodeName: nodeId,
    leaseMs,
    staleLimitMs: 0,
    onUse: (keyId, usedAt, client) => usage.note(keyId, usedAt, client),
    onOutcome: metrics.noteVerification,
    onRefusal: (refusal) => refusals.note(refusal),
    onFailure: (error) => followFailures.push(error),
  })
  const { verifier, fleet, follower } = verification
  const app = await buildApp({
    instance,
    verifier,
    fleet,
    follower,
    leaseMs,
    flushUse: () => usage.flush(),
    refusals,
    metrics: { ...metrics, observe: (observed) => metrics.observe(noteRoutes(observed, routes)) },
    readiness,
    logger: options.logger ?? makeLogger('trace', { write: (line) => logLines.push(line) }),
    publicUrl: () => options.publicUrl ?? publicUrl,
    trustedProxies: options.trustedProxies ?? [],
    consoleDirectory: options.consoleDirectory ?? '',
    findGithubKey: options.findGithubKey,
  })
  await app.ready()
  const call = makeCaller(app)

  return {
    ...makeAccounts(instance, acme),
    app,
    instance,
    clock,
    verifier,
    fleet,
    usage,
    refusals,
    readiness,
    logLines,
    usageFailures,
    followFailures,
    routes,
    acme,
    ada,
    call,
    graphql: (query, { token = ada.token, ...rest } = {}) =>
      call('POST', '/graphql', { token, body: { query, ...rest } }),
    async close() {
      await app.close()
      await usage.close()
      await refusals.close()
      await verification.close()
    },
  }
}

async function bootstrapAda(instance: Instance): Promise<Pick<TestApp, 'acme' | 'ada'>> {
  const { user, organization, token } = await bootstrap(instance, { email: 'ada@example.com', organization: 'acme' })
  return { acme: organization, ada: { user, token: token.reveal() } }
}

function makeClock(start: number): TestClock {
  let time = start
  return {
    now: () => time,
    advance(byMs) {
      time += byMs
    },
  }
}

/** `observe` is called before any edge is registered: the one place from which every route can be seen. */
function noteRoutes(app: FastifyInstance, routes: string[]): FastifyInstance {
  app.addHook('onRoute', ({ method, url }) => {
    const methods = Array.isArray(method) ? method : [method]
    if (methods.length > 1) routes.push(`* ${url}`)
    else if (methods[0] !== 'HEAD') routes.push(`${methods[0]} ${url}`)
  })
  return app
}
