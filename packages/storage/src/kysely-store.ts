import { randomUUID } from 'node:crypto'
import type { Store } from '@keystead/core'
import { type Kysely, sql } from 'kysely'
import { sessionStore } from './accounts/sessions.ts'
import { changeFeed } from './changes/change-feed.ts'
import { forgetChanges } from './changes/forget-changes.ts'
import { useWriter } from './consumers/record-uses.ts'
import type { Engine } from './engine.ts'
import { instanceStore } from './instance/instance.ts'
import { creationStore } from './keys/idempotent-creations.ts'
import { verifiableKeyFinder } from './keys/verifiable-key.ts'
import { makeReader } from './kysely-reader.ts'
import { makeTransaction } from './kysely-transaction.ts'
import { refusalWriter } from './refusals/record-refusals.ts'
import { rotationStore } from './rotations/rotations.ts'
import type { Tables } from './tables.ts'
import { TouchedSubjects } from './touched-subjects.ts'
import { deliveryQueue } from './webhooks/delivery-queue.ts'

/** The store in a migrated database. Closing it closes the database. `feed` leads there, too, for the questions of the feed. */
export function makeStore(database: Kysely<Tables>, engine: Engine, feed = database): Store {
  const { signals } = engine
  const sessions = sessionStore(database)
  const listeners = new Set<Parameters<Store['afterCommit']>[0]>()
  return {
    ...makeReader(database, engine),
    ...(!engine.exclusive && { findVerifiableKey: provenKeyFinder(database, engine) }),
    ...instanceStore(database),
    ...useWriter(database, engine),
    ...refusalWriter(database, engine),
    ...creationStore(database),
    ...rotationStore(database, engine.claimRows),
    ...sessions,
    ...deliveryQueue(database, engine),
    changes: changeFeed(database, feed, engine),
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
    async countConnections() {
      return undefined
    },
    async ping() {
      await sql`select 1`.execute(database)
    },
    async close() {
      await signals.close()
      await Promise.all([database.destroy(), feed.destroy()])
    },
  }
}

/**
 * The proof is made on the connection that has read, and after that: what was read is current if the transaction can be
 * committed. A former primary, paused while another took its place, goes on to answer whoever is still connected to it.
 */
function provenKeyFinder(database: Kysely<Tables>, { proveHead }: Engine): Store['findVerifiableKey'] {
  return (id) =>
    database.transaction().execute(async (transaction) => {
      const key = await verifiableKeyFinder(transaction)(id)
      await proveHead(transaction, 0)
      return key
    })
}
