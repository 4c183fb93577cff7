import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** A program of this bench in a process of its own, so that the one that measures takes nothing from it. */
export type Program = {
  /** What it said when it was ready. */
  readonly ready: Readonly<Record<string, unknown>>
  /** One question at a time. Rejects when the program ends instead of answering. */
  ask<Answer>(question: string, argument?: unknown): Promise<Answer>
  stop(): Promise<void>
}

const sources = join(import.meta.dirname, '..')

/** Starts a program by its path in `bench/src`, and answers when it is ready. */
export async function startProgram(
  path: string,
  environment: Readonly<Record<string, string>> = {},
  flags: readonly string[] = [],
): Promise<Program> {
  const child = spawn(process.execPath, [...flags, join(sources, path)], {
    env: { ...process.env, ...environment },
    // Its standard output is not the table's.
    stdio: ['ignore', process.stderr, 'inherit', 'ipc'],
  })
  const ended = once(child, 'exit').then(([code]: unknown[]) => code)
  const listen = async () => {
    const told = once(child, 'message').then(([message]: unknown[]) => ({ message }))
    const heard = await Promise.race([told, ended.then((code) => ({ code }))])
    if ('code' in heard) throw new Error(`${path} ended with ${heard.code}; its own words are above`)
    return heard.message
  }
  return {
    ready: (await listen()) as Record<string, unknown>,
    async ask<Answer>(question: string, argument?: unknown) {
      const answered = listen()
      child.send({ question, argument })
      return ((await answered) as { answer: Answer }).answer
    },
    async stop() {
      if (child.connected) child.disconnect()
      await ended
    },
  }
}
