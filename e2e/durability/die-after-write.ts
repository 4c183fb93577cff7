// Loaded into a real server before anything else (`--import`). A request with the header `x-die-after-write: n` has the
// process kill itself, by SIGKILL, once the n-th statement that writes has been executed for it; with 0, before the first.
// A commit is one of them. What a server does on its own account is not counted.

import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import { StatementSync } from 'node:sqlite'
import pg from 'pg'

const doomed = new AsyncLocalStorage<{ readonly dieAfter: number; written: number } | undefined>()

subscribe('http.server.request.start', (message) => {
  const header = (message as { request: IncomingMessage }).request.headers['x-die-after-write']
  doomed.enterWith(header === undefined ? undefined : { dieAfter: Number(header), written: 0 })
})

const writes = /^\s*(?:insert|update|delete|commit|with\b.*\b(?:insert into|update|delete from)\b)/is

/** Whether it writes for a request that is to die of it: for which the process may die at once. */
function beginWrite(sql: unknown): boolean {
  const request = doomed.getStore()
  if (request === undefined || typeof sql !== 'string' || !writes.test(sql)) return false
  if (request.dieAfter === 0) die()
  return true
}

function endWrite(): void {
  const request = doomed.getStore()
  if (request === undefined) return
  request.written += 1
  if (request.written === request.dieAfter) die()
}

/** No goodbye: neither a rollback, nor the end of a connection, nor what is still in a buffer. */
function die(): void {
  process.kill(process.pid, 'SIGKILL')
}

for (const name of ['run', 'all'] as const) {
  const execute = StatementSync.prototype[name] as (...parameters: unknown[]) => unknown
  StatementSync.prototype[name] = function (this: StatementSync, ...parameters: unknown[]) {
    const isWrite = beginWrite(this.sourceSQL)
    const result = execute.apply(this, parameters)
    if (isWrite) endWrite()
    return result
  } as never
}

const query = pg.Client.prototype.query as (...given: unknown[]) => unknown
pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
  const [asked] = given as [string | { readonly text?: string }]
  const isWrite = beginWrite(typeof asked === 'string' ? asked : asked.text)
  const answer = query.apply(this, given)
  return isWrite && answer instanceof Promise ? answer.finally(endWrite) : answer
} as never
