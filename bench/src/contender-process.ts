/** What a server under measurement says to the bench: that it listens and, when asked, how much CPU time it has used. */
export function reportReady(ready: Readonly<Record<string, string>>): void {
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    process.send?.({ cpuMs: (user + system) / 1000 })
  })
  process.on('disconnect', () => process.exit(0))
  process.send?.(ready)
}
