import { hash } from 'node:crypto'
import type { ChangeEvent, Verification } from '../src/api/api.ts'
import type { RememberedClient } from '../src/memory/remember-verifications.ts'

type Row = { readonly at: number; readonly key: string; readonly isGood: boolean }
type Link = { deliver(event: string, data: object): void; cut(): void; readonly begun: number; readonly node: number }

export const leaseMs = 2_000
const beatMs = leaseMs / 4
const tagOf = (id: string) => hash('sha256', id, 'base64url').slice(0, 12)

/**
 * Keystead as its promise describes it, on as many nodes as wanted, with a network in between that can delay, freeze and cut:
 * what no real server would do on demand. Its time is that of the test's timers. One log of changes is the truth; each node
 * knows a beginning of it.
 */
export function simulateKeystead(nodeCount: number) {
  const log: Row[] = []
  const nodes = Array.from({ length: nodeCount }, () => ({ applied: 0, provenAt: performance.now(), isStalled: false }))
  const links = new Set<Link>()
  const waiting: (() => void)[] = []
  let isFrozen = false
  let streamNode = 0
  let questionNode = 0
  let delays = { up: 1, down: 1 }
  let questions = 0
  // How much of the log the client has been told: taken out of a stream, and heeded.
  let told = 0

  const nodeAt = (index: number) => nodes[index % nodeCount] ?? fail()
  const knows = (key: string, until: number) => log.findLast((row, index) => index < until && row.key === key)?.isGood

  const read = (index: number) => {
    const node = nodeAt(index)
    const subjects = log.slice(node.applied).map(({ key }) => tagOf(key))
    node.applied = log.length
    node.provenAt = performance.now()
    if (subjects.length > 0) for (const link of links) if (link.node === index) link.deliver('drop', { subjects })
  }
  const beat = (link: Link) => {
    const { provenAt } = nodeAt(link.node)
    const isFresh = performance.now() - provenAt <= leaseMs
    if (isFresh) link.deliver('fresh', { provenMs: provenAt - link.begun })
  }
  const readings = setInterval(() => {
    nodes.forEach((node, index) => {
      if (!node.isStalled) read(index)
    })
  }, beatMs)

  const client: RememberedClient = {
    async verifyKey({ token }, { onHeaders } = {}) {
      questions += 1
      const index = questionNode
      const { up, down } = delays
      await pause(up)
      const node = nodeAt(index)
      // As the server does: the number first, then the answer.
      const change = node.applied
      const isFresh = performance.now() - node.provenAt <= leaseMs
      let isGood = knows(token, isFresh ? node.applied : log.length)
      if (!isGood) isGood = knows(token, log.length)
      await pause(down)
      onHeaders?.(new Headers({ 'x-keystead-change': String(change) }))
      return isGood ? goodAnswer(token) : { valid: false, code: 'INVALID_KEY', requestId: 'req_simulated' }
    },
    async *followChanges(_query, { signal }) {
      const { up, down } = delays
      await pause(up)
      const arrived: { event: string; data: ChangeEvent & { change: number } }[] = []
      let wake = () => {}
      let isCut = false
      const link: Link = {
        begun: performance.now(),
        node: streamNode % nodeCount,
        deliver(event, data) {
          const sent = { event, data: { ...data, change: nodeAt(link.node).applied } }
          const arrive = () => {
            arrived.push(sent)
            wake()
          }
          setTimeout(() => (isFrozen ? waiting.push(arrive) : arrive()), down)
        },
        cut() {
          isCut = true
          wake()
        },
      }
      signal?.addEventListener('abort', link.cut)
      links.add(link)
      const beats = setInterval(() => beat(link), beatMs)
      link.deliver('hello', { leaseMs })
      beat(link)
      try {
        for (;;) {
          const next = arrived.shift()
          if (next !== undefined) {
            yield next
            // Whoever asks for the next one has done with it.
            told = Math.max(told, next.data.change)
          } else if (isCut) throw new Error('cut')
          else {
            await new Promise<void>((resolve) => {
              wake = resolve
            })
          }
        }
      } finally {
        clearInterval(beats)
        links.delete(link)
      }
    },
  }

  return {
    client,
    /** How many questions have come. */
    get questions() {
      return questions
    },
    /** Makes a key good or bad; acknowledged by a node that knows it, as the others will. */
    change(key: string, isGood: boolean, by = 0) {
      log.push({ at: performance.now(), key, isGood })
      read(by % nodeCount)
    },
    /** Whether a key was good at some moment since then. */
    wasGoodSince(key: string, since: number) {
      const rows = log.filter((row) => row.key === key)
      return rows.some(({ isGood }, index) => isGood && (rows[index + 1]?.at ?? Number.POSITIVE_INFINITY) >= since)
    },
    /** Whether the client has heard that a key is bad, which it still is. */
    wasToldBad(key: string) {
      const last = log.findLastIndex((row) => row.key === key)
      return log[last]?.isGood === false && last < told
    },
    /** A node that reads no changes lags. */
    stall(index: number, isStalled: boolean) {
      nodeAt(index).isStalled = isStalled
    },
    /** Where the next stream and the questions go. */
    route(stream: number, question: number) {
      streamNode = stream
      questionNode = question
    },
    delay(up: number, down: number) {
      delays = { up, down }
    },
    freeze() {
      isFrozen = true
    },
    thaw() {
      isFrozen = false
      for (const arrive of waiting.splice(0)) arrive()
    },
    cut() {
      for (const link of links) link.cut()
    },
    /** An event that only this test sends. */
    tell(event: string, data: object = {}) {
      for (const link of links) link.deliver(event, data)
    },
    stop: () => clearInterval(readings),
  }
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

const goodAnswer = (keyId: string): Verification => ({
  valid: true,
  keyId,
  type: 'personal',
  principal: { type: 'user', id: 'user-1', username: 'ada', email: 'ada@example.com', name: 'Ada' },
  organizations: [{ id: 'org-1', name: 'acme', role: 'member' }],
  teams: [],
  expiresAt: null,
})

const fail = (): never => {
  throw new Error('there is no such node')
}
