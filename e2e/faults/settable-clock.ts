// Loaded into a node before anything else: its wall clock is as far from the machine's as a file says, from each SIGUSR2
// on. Not `libfaketime`: that is one more package to bring, and it cannot be told to leave only the monotonic clock alone
// in a program that takes both from the same call.

import { readFileSync } from 'node:fs'

const file = process.env.KEYSTEAD_TEST_CLOCK_FILE ?? ''
const TrueDate = Date
let offsetMs = 0

const readOffset = () => {
  offsetMs = Number(readFileSync(file, 'utf8'))
}

class SetDate extends TrueDate {
  constructor(...parts: unknown[]) {
    super(...((parts.length === 0 ? [SetDate.now()] : parts) as [number]))
  }

  static override now(): number {
    return TrueDate.now() + offsetMs
  }
}

globalThis.Date = SetDate as DateConstructor
readOffset()
process.on('SIGUSR2', readOffset)
