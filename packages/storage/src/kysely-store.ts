import { randomUUID } from 'node:crypto'
import type { Store } from '@keystead/core'
import { type Kysely, sql } from 'kysely'
import { sessionStore } from './accounts/sessions.ts'
import { changeFeed } from './changes/change-feed.ts'
import { forgetChanges } from './changes/forget-changes.ts'
import type { Engine } from './engine.ts'
import { instanceStore } from './instance/instance.ts'
import { creationStore } from './keys/idempotent-creations.ts'
import { keyUseRecorder } from './keys/key-use.ts'
import { makeReader } from './kysely-reader.ts'
import { makeTransaction } from './kysely-transaction.ts'
import type { Tables } from './tables.ts'
import { TouchedSubjects } from './touched-subjects.ts'

/** The store in a migrated database. Closing it closes the database. */
export function makeStore(database: Kysely<Tables>, engine: Engine): Store {
  const { signals } = engine
  const sessions = sessionStore(database)
  const listeners = new Set<Parameters<Store['afterCommit']>[0]>()
  return {
    ...makeReader(database, engine),
    ...instanceStore(database),
    ...keyUseRecorder(database, engine.lockRows),
    ...creationStore(database),
    ...sessions,
    changes: changeFeed(database, engine),
    async transact(work) {
      const touched = new TouchedSubjects()
      const { result, number } = await database.transaction().execute(async (transaction) => ({
        result: await work(makeTransaction(transaction, engine, touched.touch)),
        // Last, since everyone else who changes something waits from here on.
        number: touched.isEmpty ? undefined : await engine.appendChanges(transaction, randomUUID(), touched.list()),
      }))
      if (number !== undefined) {
        signals.committed(number)
        await Promise.all([...listeners].map((listener) => listener(number)))
      }
      return result
    },
    afterCommit(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    async forgetEnded(at) {
      await sessions.forgetEnded(at)
      await forgetChanges(database, engine.now)
    },
    async ping() {
      await sql`select 1`.execute(database)
    },
    async close() {
      await signals.close()
      await database.destroy()
    },
  }
}
