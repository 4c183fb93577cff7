// One round: many creates and deletes at once, and the crash in the middle of them.

import { randomUUID } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Ledger, LostCreate, Round } from './ledger.ts'
import { type CreatedKey, createKey, deleteKey, type RestClient } from './rest-client.ts'
import type { Draw } from './seeded-random.ts'

/** Requests in flight at any moment. */
export const inFlight = 16
const plannedChanges = 1_000
const earliestKill = 100
const latestKill = 500
const deletesPerHundred = 40
const mostTurns = 100

/**
 * Sets out to make 1,000 changes, and kills the server at the moment in which a drawn number of them has been answered:
 * the others in flight are somewhere between the socket and the disk.
 */
export async function changeUntilKilled(parts: {
  readonly client: RestClient
  readonly token: string
  readonly ledger: Ledger
  readonly draw: Draw
  readonly roundName: string
  readonly kill: () => Promise<void>
}): Promise<Round> {
  const { client, token, ledger, draw, roundName, kill } = parts
  const killAt = earliestKill + draw(latestKill - earliestKill)
  const round = {
    creates: [] as CreatedKey[],
    deletes: [] as CreatedKey[],
    lostCreates: [] as LostCreate[],
    lostDeletes: [] as CreatedKey[],
  }
  const deletable = [...ledger.live.values()]
  let begun = 0
  let answered = 0
  let isOver = false
  let killed: Promise<void> | undefined

  // An answer comes right after a commit. A few turns of the event loop later the server is anywhere between two.
  const killAnyMoment = async () => {
    for (let turns = draw(mostTurns); turns > 0; turns--) await nextTurn()
    isOver = true
    await kill()
  }

  const noteAnswer = () => {
    answered += 1
    if (answered === killAt) killed = killAnyMoment()
  }

  // Before the kill every request must be answered, and well; after it none need be.
  const unlessKilled = (error: unknown): undefined => {
    if (!isOver) throw error
  }

  const create = async () => {
    const asked = { name: `鍵 ${roundName}/${begun}`, idempotencyKey: `${roundName}/${begun}/${randomUUID()}` }
    const key = await createKey(client, token, asked).catch(unlessKilled)
    if (key === undefined) {
      round.lostCreates.push(asked)
      return
    }
    ledger.noteCreated(key)
    round.creates.push(key)
    deletable.push(key)
    noteAnswer()
  }

  const remove = async (key: CreatedKey) => {
    const isAnswered = await deleteKey(client, token, key.id).then(() => true, unlessKilled)
    if (!isAnswered) {
      round.lostDeletes.push(key)
      return
    }
    ledger.noteDeleted(key)
    round.deletes.push(key)
    noteAnswer()
  }

  const work = async () => {
    while (!isOver && begun < plannedChanges) {
      begun += 1
      const victim = draw(100) < deletesPerHundred ? takeOne(deletable, draw) : undefined
      await (victim === undefined ? create() : remove(victim))
    }
  }
  await Promise.all(Array.from({ length: inFlight }, work))
  await killed
  return round
}

function takeOne(keys: CreatedKey[], draw: Draw): CreatedKey | undefined {
  const [key] = keys.length === 0 ? [] : keys.splice(draw(keys.length), 1)
  return key
}
