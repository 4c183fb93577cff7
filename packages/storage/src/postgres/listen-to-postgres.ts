import { setTimeout as wait } from 'node:timers/promises'
import type { Client } from 'pg'

export const channels = { changes: 'keystead_changes', progress: 'keystead_progress' }

/** A new connection that is not open yet, and how often to ask it whether it is still there. */
export type Connect = () => { readonly client: Client; readonly checkEveryMs: number }

type Callbacks = {
  onOpen(): void
  onNotice(number?: number): void
  onProgress(): void
}

const [shortestPauseMs, longestPauseMs] = [50, 5_000]

/**
 * Listens on a connection of its own, and on another one whenever that breaks, until it is stopped. Whatever was missed in
 * between, the notice makes good that each new connection begins with.
 */
export function listenToPostgres(
  connect: Connect,
  onNotice: (number?: number) => void,
  onProgress: () => void,
): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const { signal } = stopping
  const listen = async () => {
    let pauseMs = shortestPauseMs
    const onOpen = () => {
      pauseMs = shortestPauseMs
    }
    while (!signal.aborted) {
      await listenOnce(connect, signal, { onOpen, onNotice, onProgress })
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

/** One connection, from its beginning to its end, whatever the reason for that. Never fails: nobody depends on it. */
async function listenOnce(connect: Connect, signal: AbortSignal, callbacks: Callbacks): Promise<void> {
  const { client, checkEveryMs } = connect()
  const ended = new Promise<void>((resolve) => client.once('end', resolve))
  // Whatever breaks is told by the end, too; an error that nobody listens to would end the process.
  client.on('error', () => {})
  client.on('notification', ({ channel, payload }) => {
    if (signal.aborted) return
    if (channel === channels.progress) callbacks.onProgress()
    else callbacks.onNotice(Number(payload))
  })
  try {
    await client.connect()
    await client.query(`listen ${channels.changes}; listen ${channels.progress}`)
    callbacks.onOpen()
    callbacks.onNotice()
    callbacks.onProgress()
    await askUntil(ended, signal, client, checkEveryMs)
  } catch {
    // As when it ends.
  }
  await client.end().catch(() => {})
}

/** Asks from time to time: a socket on which nothing arrives gives up, and nothing else tells that nobody is there any more. */
async function askUntil(ended: Promise<void>, signal: AbortSignal, client: Client, everyMs: number): Promise<void> {
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
  let isAsked = false
  const ask = async () => {
    if (isAsked) return
    isAsked = true
    await client.query('select').catch(() => {})
    isAsked = false
  }
  const asking = setInterval(() => void ask(), everyMs)
  if (!signal.aborted) await Promise.race([ended, stopped])
  clearInterval(asking)
}
