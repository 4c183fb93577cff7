import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import autocannon from 'autocannon'

/** What is sent, over and over. */
export type LoadRequest = { readonly headers?: Readonly<Record<string, string>>; readonly body?: string }

/** A server under measurement, in a process of its own. */
export type Contender = LoadRequest & {
  readonly name: string
  readonly url: string
  /** What the server said when it was ready. */
  readonly ready: Readonly<Record<string, string>>
  /** CPU time that the process has used so far, in milliseconds. */
  cpuMs(): Promise<number>
  stop(): Promise<void>
}

export type Sample = {
  readonly requestsPerSecond: number
  /** What one core would do: requests by the CPU time that they took. Does not suffer from a load generator that is too slow. */
  readonly requestsPerCpuSecond: number
  readonly p99Ms: number
}

/** Loads one contender for some seconds and answers what it did. Every answer must be the one that was expected. */
export async function measure(contender: Contender, seconds: number, expectedBody: string): Promise<Sample> {
  const cpuBefore = await contender.cpuMs()
  const result = await autocannon({
    url: contender.url,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...contender.headers },
    body: contender.body ?? '',
    expectBody: expectedBody,
    connections: 32,
    duration: seconds,
  })
  const cpuMs = (await contender.cpuMs()) - cpuBefore
  const wrong = result.errors + result.timeouts + result.non2xx + result.mismatches
  if (wrong > 0) throw new Error(`${contender.name} gave ${wrong} wrong answers; its figures mean nothing`)
  return {
    requestsPerSecond: result['2xx'] / result.duration,
    requestsPerCpuSecond: result['2xx'] / (cpuMs / 1000),
    p99Ms: result.latency.p99,
  }
}

/** Starts a server program of this folder, which reports over the process channel when it listens and what CPU it used. */
export async function startContender(
  name: string,
  program: string,
  environment: Readonly<Record<string, string>>,
  request: LoadRequest,
): Promise<Contender> {
  const child = spawn(process.execPath, [join(import.meta.dirname, program)], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const [ready] = (await once(child, 'message')) as [Record<string, string>]
  return {
    ...request,
    name,
    ready,
    url: ready.url ?? '',
    async cpuMs() {
      child.send('cpu')
      const [answer] = (await once(child, 'message')) as [{ cpuMs: number }]
      return answer.cpuMs
    },
    async stop() {
      const ended = once(child, 'exit')
      child.disconnect()
      await ended
    },
  }
}
