import { describe, expect, it } from 'vitest'
import { LineLimit } from './line-limit.ts'

describe('a limit of lines', () => {
  it('lets so many be written in a second, and says in the next how many were not', () => {
    let now = 5_000
    const limit = new LineLimit(3, () => now)
    const take = (times: number) => Array.from({ length: times }, () => limit.take())
    const written = { isWritten: true, missed: 0 }
    const missing = { isWritten: false, missed: 0 }
    expect(take(5)).toEqual([written, written, written, missing, missing])
    now = 5_999
    expect(take(1)).toEqual([missing])
    // However long nobody came.
    now = 60_000
    expect(take(4)).toEqual([{ isWritten: true, missed: 3 }, written, written, missing])
    now = 61_000
    expect(take(2)).toEqual([{ isWritten: true, missed: 1 }, written])
    now = 62_000
    expect(take(1)).toEqual([written])
  })
})
