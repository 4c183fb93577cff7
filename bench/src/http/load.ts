import { setTimeout as pause } from 'node:timers/promises'
import { quantile } from '../report/spread.ts'
import { openConnection, writeRequest } from './connection.ts'
import type { Contender, Exchange } from './contender.ts'

export type Sample = {
  readonly requestsPerSecond: number
  /** What one core would do: requests by the CPU time that they took. Does not suffer from a load generator that is too slow. */
  readonly requestsPerCpuSecond: number
  readonly p99Ms: number
}

const connections = 32

/** Loads one contender for some seconds and answers what it did. */
export async function measure(
  { program, exchange }: Pick<Contender, 'program' | 'exchange'>,
  seconds: number,
): Promise<Sample> {
  const cpuBefore = await program.ask<number>('cpuMs')
  const { requests, requestsPerSecond, p99Ms } = await load(exchange, seconds)
  const cpuMs = (await program.ask<number>('cpuMs')) - cpuBefore
  return { requestsPerSecond, requestsPerCpuSecond: requests / (cpuMs / 1000), p99Ms }
}

/**
 * Sends over 32 connections as fast as the answers come; or, given a rate, so many a second, each when it is due or, behind
 * time, as soon as its connection is free. Every answer must be a right one.
 */
export async function load(exchange: Exchange, seconds: number, rate = Number.POSITIVE_INFINITY) {
  const { url, bodies = [''], callers, status = 200, isRight } = exchange
  const requests = bodies.map((body, turn) => {
    const caller = callers && { authorization: `Bearer ${callers[turn]}` }
    return writeRequest({ ...exchange, headers: { ...exchange.headers, ...caller }, body })
  })
  const opened = await Promise.all(Array.from({ length: connections }, () => openConnection(new URL(url))))
  const latencies: number[] = []
  const begun = performance.now()
  const end = begun + seconds * 1_000
  await Promise.all(
    opened.map(async ({ send }, first) => {
      for (let turn = first; ; turn += connections) {
        const dueAt = begun + (turn / rate) * 1_000
        const early = dueAt - performance.now()
        if (dueAt >= end || performance.now() >= end) return
        if (early >= 1) await pause(early)
        const sentAt = performance.now()
        const answer = await send(requests[turn % requests.length] as Buffer)
        latencies.push(performance.now() - sentAt)
        if (answer.status === status && isRight(answer.body)) continue
        throw new Error(`${url} gave a wrong answer (${answer.status}), and the figures mean nothing`)
      }
    }),
  )
  const elapsed = Math.max(seconds, (performance.now() - begun) / 1_000)
  for (const { close } of opened) close()
  return {
    requests: latencies.length,
    requestsPerSecond: latencies.length / elapsed,
    p99Ms: quantile(latencies, 0.99),
  }
}
