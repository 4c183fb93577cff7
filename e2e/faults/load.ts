// Callers of every node that never rest: they make keys, delete them, and ask for those that were touched last.

import { setTimeout as pause } from 'node:timers/promises'
import type { Draw } from '../durability/seeded-random.ts'
import type { Answer, KeyLife } from './judge-answer.ts'
import type { KeysteadNode, Reply } from './keystead-node.ts'
import type { Ledger } from './ledger.ts'

// Changes wait for one another: more of them at once would only wait longer.
const [verifiersPerNode, changersPerNode] = [2, 1]
// A node asks for two keys, of which each may take it two seconds, before it says that it does not know.
const [verificationPatienceMs, changePatienceMs] = [5_000, 5_000]
const wantedKeys = 8
/** Between two questions of one caller: enough of them come at once, and the machine has other work. */
const restMs = 10

export type Load = { stop(): Promise<void> }

/** Who asks, and what they know. */
export type Caller = {
  readonly nodes: readonly KeysteadNode[]
  readonly token: string
  readonly ledger: Ledger
  readonly draw: Draw
  readonly signal?: AbortSignal
}

export function startLoad(given: Caller): Load {
  const stopping = new AbortController()
  const { signal } = stopping
  const caller = { ...given, signal }
  const repeat = async (node: KeysteadNode, act: (caller: Caller, node: KeysteadNode) => Promise<void>) => {
    while (!signal.aborted) {
      await act(caller, node)
      await pause(restMs)
    }
  }
  const callers = caller.nodes.flatMap((node) => [
    ...Array.from({ length: changersPerNode }, () => repeat(node, changeOne)),
    ...Array.from({ length: verifiersPerNode }, () => repeat(node, verifyOne)),
  ])
  return {
    async stop() {
      stopping.abort()
      await Promise.all(callers)
    },
  }
}

/** The more keys there are, the likelier it is that one of them goes. */
function changeOne(caller: Caller, node: KeysteadNode): Promise<void> {
  const { ledger, draw } = caller
  return draw(wantedKeys) < ledger.liveCount ? deleteOne(caller, node) : createOne(caller, node)
}

let named = 0

export async function createOne({ token, ledger, signal }: Caller, node: KeysteadNode): Promise<void> {
  named += 1
  const name = `key ${named}`
  const change = { method: 'POST', path: '/api/v1/keys', token, body: { name }, patienceMs: changePatienceMs }
  const reply = await node.ask({ ...change, ...(signal && { signal }) })
  if (!isDone(reply, 201, ledger)) return
  const made = reply?.body as { key: { id: string }; token: string }
  ledger.noteCreated({ id: made.key.id, token: made.token, createdAt: performance.now() })
}

type Receipt = {
  readonly complete: boolean
  readonly nodes: readonly { readonly node: string; readonly state: string; readonly afterMs?: number }[]
}

export async function deleteOne(
  { nodes: all, token, ledger, draw, signal }: Caller,
  node: KeysteadNode,
): Promise<void> {
  const life = ledger.beginDelete(draw, performance.now())
  if (life === undefined) return
  const self = node.receiptName
  const serving = all.filter(({ isServing }) => isServing).map(({ receiptName }) => receiptName)
  const change = { method: 'DELETE', path: `/api/v1/keys/${life.id}`, token, patienceMs: changePatienceMs }
  const reply = await node.ask({ ...change, ...(signal && { signal }) })
  if (!isDone(reply, 200, ledger)) return
  const { nodes, complete } = (reply?.body as { receipt: Receipt }).receipt
  const dropped = nodes.filter(({ state }) => state === 'dropped')
  ledger.noteDeleted(life.id, performance.now(), new Set(dropped.map((each) => each.node)))
  for (const each of dropped) if (each.node !== self) ledger.droppedAfterMs.push(each.afterMs ?? 0)
  const missing = serving.filter((name) => !nodes.some((each) => each.node === name))
  if (complete && missing.length > 0) ledger.violations.push(`a complete receipt of ${self} is without ${missing}`)
}

/** Anything but success and 503 says that something is wrong with us or with the node. */
function isDone(reply: Reply | undefined, status: number, ledger: Ledger): boolean {
  if (reply?.status === status) return true
  ledger.unknown += 1
  if (reply !== undefined && reply.status !== 503) {
    ledger.violations.push(`a change was answered ${reply.status} ${JSON.stringify(reply.body)}`)
  }
  return false
}

/** Asks for one key that was touched lately, and notes what came of it. */
async function verifyOne({ token, ledger, draw, signal }: Caller, node: KeysteadNode): Promise<void> {
  const life = ledger.pick(draw)
  if (life !== undefined) ledger.noteAnswer(life, await askFor(node, token, life, signal))
}

export async function askFor(
  node: KeysteadNode,
  token: string,
  life: Pick<KeyLife, 'token'>,
  signal?: AbortSignal,
): Promise<Answer> {
  const name = node.receiptName
  const sentAt = performance.now()
  const question = { method: 'POST', path: '/api/v1/verify', token, body: { token: life.token } }
  const reply = await node.ask({ ...question, patienceMs: verificationPatienceMs, ...(signal && { signal }) })
  return { node: name, sentAt, ...readReply(reply) }
}

function readReply(reply: Reply | undefined): Pick<Answer, 'outcome' | 'detail'> {
  if (reply === undefined) return { outcome: 'unanswered' }
  const { valid, code } = (reply.body ?? {}) as { valid?: boolean; code?: string }
  if (reply.status === 503) return { outcome: 'unavailable' }
  if (reply.status === 200 && valid === true) return { outcome: 'accepted' }
  if (reply.status === 200 && code === 'INVALID_KEY') return { outcome: 'refused' }
  return { outcome: 'strange', detail: `${reply.status} ${code}` }
}
