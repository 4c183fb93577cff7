import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { startKeystead } from '../../../e2e/support/keystead-process.ts'
import type { Plan } from '../plan.ts'
import { noteProgress } from '../report/note-progress.ts'
import { atMost, type Group, type LeftOut, roundsRow } from '../report/row.ts'
import { verifyToken } from '../verify-token.ts'

const promisedMs = 1_000
const settlingMs = 2_000

/** From the start of the process to its first verification, and what the process weighs when nobody asks anything of it. */
export async function measureStart({ rounds, quick }: Plan): Promise<Group[]> {
  const first = await startKeystead()
  const firstAnswers: number[] = []
  const weights: number[] = []
  try {
    await first.stop()
    // The first is not counted: it finds neither the program nor the database in the memory of the system.
    for (let round = 0; round <= rounds; round += 1) {
      noteProgress(`start ${round} of ${rounds}`)
      const begun = performance.now()
      const server = await startKeystead({ resume: first })
      const isGood = await verifyToken(server.url, first.token, first.token)
      const elapsedMs = performance.now() - begun
      if (!isGood) throw new Error('the first verification after the start was refused')
      if (!quick) await pause(settlingMs)
      const weight = residentBytes(server.pid)
      await server.stop()
      if (round === 0) continue
      firstAnswers.push(elapsedMs)
      if (weight !== undefined) weights.push(weight / 2 ** 20)
    }
  } finally {
    await first.remove()
  }
  const leftOut: LeftOut[] =
    weights.length === 0 ? [{ name: 'memory when idle', why: 'only Linux says what a process weighs' }] : []
  const memory = { name: 'memory when idle', unit: 'MiB', values: weights }
  return [
    {
      title: 'Start of the server on SQLite',
      rows: [
        roundsRow({ name: 'to the first verification', unit: 'ms', values: firstAnswers }, 0, atMost(promisedMs)),
        ...(weights.length === 0 ? [] : [roundsRow(memory, 0)]),
      ],
      leftOut,
    },
  ]
}

function residentBytes(pid: number): number | undefined {
  try {
    const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024
  } catch {
    return undefined
  }
}
