import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { scanBytes } from '@keystead/scanner'
import type { Check } from './ailment.ts'
import { readSmall } from './read-small.ts'

/** Keys among the arguments of running programs, which everybody on the machine can list. */
export const findKeysInProcessList: Check = async ({ processes }) => {
  const found = await Promise.all(
    listProcesses(processes).map(async (id) => {
      const words = readSmall(join(processes, id, 'cmdline'))
      if (words === undefined || words.length === 0) return []
      // Between arguments there is a NUL: with line feeds they are text.
      const text = Buffer.from(words.map((byte) => (byte === 0 ? 0x0a : byte)))
      const program = basename(text.toString('utf8').split('\n')[0] ?? '')
      return (await scanBytes(text, id)).map(({ masked }) => ({ place: id, key: masked, program }))
    }),
  )
  return found.flat().map((one) => ({ check: 'process-list', ...one }))
}

function listProcesses(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => /^\d+$/.test(name))
  } catch {
    return []
  }
}
