/** What a program under measurement answers when the bench asks for it by name. */
export type Answers = Readonly<Record<string, (argument: never) => unknown>>

/**
 * Tells the bench that this program can be measured, and what it must know of it; then answers its questions, one at a
 * time. What every program knows is the CPU time that it has used. It ends when the bench does.
 */
export function reportReady(ready: Readonly<Record<string, unknown>>, answers: Answers = {}): void {
  const known: Answers = { cpuMs, ...answers }
  process.on('message', async ({ question, argument }: { question: string; argument: never }) => {
    process.send?.({ answer: await known[question]?.(argument) })
  })
  process.on('disconnect', () => process.exit(0))
  process.send?.(ready)
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
