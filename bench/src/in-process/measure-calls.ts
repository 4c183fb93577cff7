const callsBetweenLooks = 100

/** Calls one after the other for so long, and answers how many a second there were. Every call must answer true. */
export async function measureCalls(call: (turn: number) => Promise<boolean>, forMs: number): Promise<number> {
  const begun = performance.now()
  for (let calls = 0; ; ) {
    for (const end = calls + callsBetweenLooks; calls < end; calls += 1) {
      if (!(await call(calls))) throw new Error('a good key was refused; the figures mean nothing')
    }
    const elapsedMs = performance.now() - begun
    if (elapsedMs >= forMs) return calls / (elapsedMs / 1000)
  }
}
