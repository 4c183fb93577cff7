import { accessSync, constants } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Store } from '@keystead/core'
import { openSqliteStore } from '@keystead/storage'
import { testStores } from '@keystead/storage/testing/open-test-stores'

export type WorldDatabase = {
  readonly name: 'SQLite' | 'PostgreSQL'
  open(): Promise<{ readonly store: Store; close(): Promise<void> }>
}

/**
 * Both databases. SQLite's file lies in memory where there is such a place: it writes each commit to the disk, which is
 * half of the time, and nothing here is about disks.
 */
export const worldDatabases: readonly WorldDatabase[] = [
  {
    name: 'SQLite',
    async open() {
      const directory = await mkdtemp(join(findMemory() ?? tmpdir(), 'keystead-world-'))
      const store = await openSqliteStore(directory)
      return {
        store,
        async close() {
          await store.close()
          await rm(directory, { recursive: true, force: true })
        },
      }
    },
  },
  ...testStores.filter(({ name }) => name === 'PostgreSQL'),
]

function findMemory(): string | undefined {
  const linux = '/dev/shm'
  try {
    accessSync(linux, constants.W_OK)
    return linux
  } catch {
    return undefined
  }
}
