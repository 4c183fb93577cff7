import { hash } from 'node:crypto'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { leaseMs, simulateKeystead } from '../../testing/simulated-keystead.ts'
import { rememberVerifications } from './remember-verifications.ts'

beforeEach(() => {
  vi.useFakeTimers()
  // The real one answers in real time.
  const digest = async (_name: string, bytes: Uint8Array) => Uint8Array.from(hash('sha256', bytes, 'buffer')).buffer
  vi.stubGlobal('crypto', { subtle: { digest } })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const keys = ['key-1', 'key-2']
const key = fc.constantFrom(...keys)
const node = fc.nat({ max: 1 })
// Most of what can go wrong lies within moments, the rest within leases.
const ms = fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 2 * leaseMs }))

const step = fc.oneof(
  // Many who come one after the other: the first has the others find something.
  { weight: 16, arbitrary: fc.record({ kind: fc.constant('ask' as const), key }) },
  { weight: 12, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('toggle' as const), key, by: node }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('stall' as const), node, isStalled: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delay' as const), up: ms, down: ms }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('route' as const), stream: node, question: node }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('freeze', 'thaw', 'thaw', 'cut', 'reset') }) },
)
/** An answer that is on its way while the key changes, and comes behind what the stream says of it. */
const race = fc
  .record({ key, by: node, behindMs: fc.integer({ min: 2, max: 50 }), waitMs: ms })
  .map((drawn): Step[] => [
    { kind: 'delay', up: 1, down: drawn.behindMs },
    { kind: 'ask', key: drawn.key },
    { kind: 'wait', ms: 1 },
    { kind: 'toggle', key: drawn.key, by: drawn.by },
    { kind: 'wait', ms: drawn.waitMs },
    { kind: 'delay', up: 1, down: 1 },
    { kind: 'ask', key: drawn.key },
  ])
/** A node that lags is asked after another has told of a change. */
const lag = fc.record({ key, lagging: node, waitMs: ms }).map(({ key, lagging, waitMs }): Step[] => [
  { kind: 'route', stream: 1 - lagging, question: lagging },
  { kind: 'stall', node: lagging, isStalled: true },
  { kind: 'wait', ms: waitMs },
  { kind: 'toggle', key, by: 1 - lagging },
  { kind: 'wait', ms: 5 },
  { kind: 'ask', key },
  { kind: 'wait', ms: 5 },
  { kind: 'ask', key },
  { kind: 'stall', node: lagging, isStalled: false },
])
const schedule = fc
  .array(
    fc.oneof(
      { weight: 20, arbitrary: step.map((one) => [one]) },
      { weight: 1, arbitrary: race },
      { weight: 1, arbitrary: lag },
    ),
    { minLength: 20, maxLength: 90 },
  )
  .map((parts) => parts.flat())

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

/** So that there is something to remember when the schedule begins. */
const beginning: readonly Step[] = [
  { kind: 'ask', key: 'key-1' },
  { kind: 'wait', ms: 10 },
  { kind: 'ask', key: 'key-1' },
  { kind: 'ask', key: 'key-2' },
  { kind: 'wait', ms: 10 },
]

/**
 * Lets a schedule happen, and answers with how many answers came from memory, how many of them were no more true, and which
 * came too late, or although the stream had said that the key is bad.
 */
async function play(steps: readonly Step[]) {
  const server = simulateKeystead(2)
  const verifier = rememberVerifications(server.client, { askAgainAfterMs: 20_000 })
  const goodness = new Map(keys.map((one) => [one, true]))
  for (const one of keys) server.change(one, true)
  const wrong: string[] = []
  let repeated = 0
  let stale = 0

  const ask = async (token: string) => {
    const before = server.questions
    // What is told while the answer is on its way to who asked comes too late for it.
    const isToldBad = server.wasToldBad(token)
    const asking = verifier.verifyKey({ token })
    // From memory or not at all: what asks the server takes a timer's turn, and its answers are the server's own promise.
    const answer = await Promise.race([asking, new Promise<undefined>((resolve) => setTimeout(resolve, 0))])
    if (answer?.valid !== true || server.questions !== before) return
    repeated += 1
    const now = performance.now()
    if (goodness.get(token) === false) stale += 1
    if (!server.wasGoodSince(token, now - leaseMs)) wrong.push(`${token} at ${now}, beyond its lease`)
    if (isToldBad) wrong.push(`${token} at ${now}, though it was told`)
  }

  const perform = async (one: Step) => {
    if (one.kind === 'toggle') {
      const isGood = goodness.get(one.key) !== true
      goodness.set(one.key, isGood)
      server.change(one.key, isGood, one.by)
    } else if (one.kind === 'wait') await vi.advanceTimersByTimeAsync(one.ms)
    else if (one.kind === 'route') server.route(one.stream, one.question)
    else if (one.kind === 'delay') server.delay(one.up, one.down)
    else if (one.kind === 'stall') server.stall(one.node, one.isStalled)
    else if (one.kind === 'freeze') server.freeze()
    else if (one.kind === 'thaw') server.thaw()
    else if (one.kind === 'cut') server.cut()
    else if (one.kind === 'reset') server.tell('reset')
    else if (one.kind === 'ask') {
      const asked = ask(one.key)
      await vi.advanceTimersByTimeAsync(0)
      await asked
    }
  }

  for (const one of [...beginning, ...steps]) await perform(one)
  verifier.close()
  server.stop()
  await vi.advanceTimersByTimeAsync(20_000)
  return { repeated, stale, wrong }
}

it('never repeats that a key is good once it was told, nor for longer than a lease after, whatever happens in which order', async () => {
  let repeated = 0
  let stale = 0
  await fc.assert(
    fc.asyncProperty(schedule, async (steps) => {
      const played = await play(steps)
      repeated += played.repeated
      stale += played.stale
      expect(played.wrong).toEqual([])
    }),
    { numRuns: 300 },
  )
  // Or it would all be true of a memory that remembers nothing, or of schedules in which nothing goes wrong.
  expect(repeated).toBeGreaterThan(1_000)
  expect(stale).toBeGreaterThan(20)
})
