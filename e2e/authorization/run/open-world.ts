import { parseToken } from '@keystead/core'
import { startTestApp, type TestApp } from '../../../packages/server/testing/start-test-app.ts'
import { foundWorld, type World } from '../model/world.ts'
import { type Ask, openDoor } from './http-door.ts'
import type { WorldDatabase } from './world-databases.ts'

/** A server with a database of its own, which listens on loopback, and the model of what is in it. */
export type OpenWorld = {
  readonly app: TestApp
  readonly world: World
  readonly ask: Ask
  /** Moves the clock of both. */
  pass(ms: number): void
  close(): Promise<void>
}

export async function openWorld(database: WorldDatabase): Promise<OpenWorld> {
  const opened = await database.open()
  const app = await startTestApp(opened.store)
  const door = await openDoor(app.app)
  const parsed = parseToken(app.ada.token)
  if (!parsed.ok) throw new Error('the first token is none')
  const world = foundWorld(app.clock.now(), {
    user: app.ada.user,
    organization: app.acme,
    key: { id: parsed.keyId, token: app.ada.token },
  })
  return {
    app,
    world,
    ask: door.ask,
    pass(ms) {
      app.clock.advance(ms)
      world.now += ms
    },
    async close() {
      door.close()
      await app.close()
      await opened.close()
    },
  }
}
