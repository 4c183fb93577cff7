import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import type { Client } from 'pg'

export const channels = { changes: 'keystead_changes', progress: 'keystead_progress' }

/** A new connection that is not open yet, and how often to ask it whether it is still there. */
export type Connect = () => { readonly client: Client; readonly checkEveryMs: number }

const [shortestPauseMs, longestPauseMs] = [50, 5_000]

/**
 * Listens on a connection of its own, and on another one whenever that breaks, until it is stopped. Whatever was missed in
 * between, the notice that each new connection begins with makes good.
 */
export function listenToPostgres(
  connect: Connect,
  onNotice: (number?: number) => void,
  onProgress: () => void,
): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const { signal } = stopping
  const listen = async () => {
    for (let pauseMs = shortestPauseMs; !signal.aborted; ) {
      await listenOnce(connect, signal, onNotice, onProgress, () => {
        pauseMs = shortestPauseMs
      })
      // Not all nodes at the same moment, when the database is back.
      await wait(pauseMs * (0.5 + Math.random()), undefined, { signal }).catch(() => {})
      pauseMs = Math.min(pauseMs * 2, longestPauseMs)
    }
  }
  const listening = listen()
  return {
    stop() {
      stopping.abort()
      return listening
    },
  }
}

/** One connection, from its beginning to its end, whatever the reason for that. */
async function listenOnce(
  connect: Connect,
  signal: AbortSignal,
  onNotice: (number?: number) => void,
  onProgress: () => void,
  onOpen: () => void,
): Promise<void> {
  const { client, checkEveryMs } = connect()
  const ended = once(client, 'end')
  // Said by the end, too; without a listener of its own it would end the process.
  client.on('error', () => {})
  client.on('notification', ({ channel, payload }) => {
    if (signal.aborted) return
    if (channel === channels.progress) onProgress()
    else onNotice(Number(payload))
  })
  try {
    await client.connect()
    await client.query(`listen ${channels.changes}; listen ${channels.progress}`)
    onOpen()
    onNotice()
    onProgress()
    const over = Promise.race([ended, once(signal, 'abort')])
    await checkUntil(over, client, checkEveryMs)
  } catch {
    // Nobody depends on it: it is tried again.
  }
  await client.end().catch(() => {})
}

/** Asks from time to time: a connection on which nothing arrives is given up by its socket, as nothing else tells. */
async function checkUntil(over: Promise<unknown>, client: Client, everyMs: number): Promise<void> {
  const check = setInterval(() => void client.query('select').catch(() => {}), everyMs)
  try {
    await over
  } finally {
    clearInterval(check)
  }
}
