import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestDatabase } from '@keystead/storage/testing/create-test-database'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { type Keystead, startKeystead } from '../support/keystead-process.ts'
import { type CreatedKey, createKey, findKeyOf, openRestClient, type RestClient } from './rest-client.ts'

// No chance decides: the process kills itself before the first statement that writes for a request, after the first, after the
// second and so on, at last after the commit and before the answer; until there are no more, and the request is answered.

const dieAfterWrite = new URL('die-after-write.ts', import.meta.url).href

/** A key to begin with; what was made of it, if anything. */
type Scene = {
  readonly old: CreatedKey
  readonly next?: { readonly token: string }
  readonly rotationId?: string
  readonly idempotencyKey: string
}

/** All that may be half done. */
type Facts = {
  readonly oldKey: 'live' | 'deleted' | 'gone'
  readonly doesOldTokenWork: boolean
  readonly newKeys: number
  readonly rotations: readonly string[]
  /** What the trail says was done to the old key. */
  readonly deeds: readonly string[]
}

type Request = { readonly method: string; readonly path: string; readonly body?: object }

type Step = {
  readonly name: string
  readonly prepare: (stage: Stage) => Promise<Scene>
  readonly request: (scene: Scene) => Request
  readonly before: Facts
  readonly after: Facts
  /** What a repetition is told where it was all done before. */
  readonly done: number
}

const untouched: Facts = { oldKey: 'live', doesOldTokenWork: true, newKeys: 0, rotations: [], deeds: ['key.create'] }
const deleted: Facts = { ...untouched, oldKey: 'deleted', doesOldTokenWork: false, deeds: ['key.create', 'key.delete'] }
const rotating: Facts = { ...untouched, newKeys: 1, rotations: ['open'], deeds: ['key.create', 'rotation.open'] }
/** The old key is deleted, and the new one is what is left. */
const ended = (state: string, deed: string): Facts => ({
  ...deleted,
  newKeys: 1,
  rotations: [state],
  deeds: ['key.create', 'key.delete', deed, 'rotation.open'].sort(),
})

const rotation = (verb: string, body?: object) => (scene: Scene) => ({
  method: 'POST',
  path: `/api/v1/rotations/${scene.rotationId}/${verb}`,
  ...(body && { body }),
})
const oldKey =
  (method: string, rest = '', body?: object) =>
  (scene: Scene) => ({ method, path: `/api/v1/keys/${scene.old.id}${rest}`, ...(body && { body }) })

const steps: readonly Step[] = [
  {
    name: 'opened',
    prepare: makeKey,
    request: oldKey('POST', '/rotations', {}),
    before: untouched,
    after: rotating,
    done: 201,
  },
  {
    name: 'opened because of a leak',
    prepare: makeKey,
    request: oldKey('POST', '/rotations', { revokeNow: true }),
    before: untouched,
    after: ended('revoked', 'rotation.revoke'),
    done: 201,
  },
  {
    name: 'completed',
    prepare: openRotation,
    request: rotation('complete', { evenIfUsed: true }),
    before: rotating,
    after: ended('completed', 'rotation.complete'),
    done: 409,
  },
  {
    name: 'revoked',
    prepare: openRotation,
    request: rotation('revoke'),
    before: rotating,
    after: ended('revoked', 'rotation.revoke'),
    done: 409,
  },
]

const stepsOfKeys: readonly Step[] = [
  { name: 'deleted', prepare: makeKey, request: oldKey('DELETE'), before: untouched, after: deleted, done: 404 },
  {
    name: 'brought back',
    prepare: deleteKey,
    request: oldKey('POST', '/undelete'),
    before: deleted,
    after: { ...untouched, deeds: ['key.create', 'key.delete', 'key.undelete'] },
    done: 404,
  },
]

async function makeKey(stage: Stage): Promise<Scene> {
  const name = randomUUID()
  return { old: await createKey(stage.client, stage.token, { name }), idempotencyKey: randomUUID() }
}

async function openRotation(stage: Stage): Promise<Scene> {
  const scene = await makeKey(stage)
  const opened = await stage.ask(scene, oldKey('POST', '/rotations', {})(scene))
  expect(opened.status).toBe(201)
  const { rotation: made, token } = opened.body as { rotation: { id: string }; token: string }
  expect(await findKeyOf(stage.client, token)).toBeDefined()
  return { ...scene, idempotencyKey: randomUUID(), rotationId: made.id, next: { token } }
}

async function deleteKey(stage: Stage): Promise<Scene> {
  const scene = await makeKey(stage)
  expect(await stage.ask(scene, oldKey('DELETE')(scene))).toMatchObject({ status: 200 })
  return scene
}

/** A server that is killed and started again, and whoever calls it. */
class Stage {
  client: RestClient
  #server: Keystead
  readonly #environment: Readonly<Record<string, string>>

  private constructor(server: Keystead, environment: Readonly<Record<string, string>>) {
    this.#server = server
    this.#environment = environment
    this.client = openRestClient(server.url)
  }

  static async open(environment: Readonly<Record<string, string>>): Promise<Stage> {
    return new Stage(await startKeystead({ environment }), environment)
  }

  get token(): string {
    return this.#server.token
  }

  ask({ idempotencyKey }: Scene, { method, path, body }: Request, headers: Readonly<Record<string, string>> = {}) {
    const { token } = this
    return this.client.call(method, path, { token, headers, idempotencyKey, ...(body && { body }) })
  }

  /** The answer, or undefined where the process has died of it, and another one is there. */
  async askToDeath(scene: Scene, request: Request, dieAfter: number) {
    const headers = { 'x-die-after-write': `${dieAfter}` }
    const answer = await this.ask(scene, request, headers).catch(() => undefined)
    if (answer !== undefined) return answer
    await this.#server.kill9()
    this.#server = await startKeystead({ environment: this.#environment, resume: this.#server })
    this.client = openRestClient(this.#server.url)
    return undefined
  }

  async read({ old }: Scene): Promise<Facts> {
    const keys = await this.#list<{ id: string }>(`keys?query=${old.name}`, 'keys')
    const restorable = await this.#list<{ id: string }>('deleted-keys?limit=200', 'keys')
    const rotations = await this.#list<{ state: string }>(`rotations?keyId=${old.id}`, 'rotations')
    const events = await this.#list<{ action: string }>(`audit?subject=${old.id}&outcome=done`, 'events')
    const isOld = ({ id }: { id: string }) => id === old.id
    return {
      oldKey: keys.some(isOld) ? 'live' : restorable.some(isOld) ? 'deleted' : 'gone',
      doesOldTokenWork: (await findKeyOf(this.client, old.token)) !== undefined,
      newKeys: keys.filter((key) => !isOld(key)).length,
      rotations: rotations.map(({ state }) => state),
      deeds: events.map(({ action }) => action).sort(),
    }
  }

  async #list<Item>(path: string, items: string): Promise<Item[]> {
    const { status, body } = await this.client.call('GET', `/api/v1/${path}`, { token: this.token })
    expect(status).toBe(200)
    return (body as Record<string, Item[]>)[items] ?? []
  }

  remove(): Promise<void> {
    return this.#server.remove()
  }
}

describe.each(['SQLite', 'PostgreSQL'])('kill -9 after each statement that writes, on %s', (name) => {
  const cleanUps: (() => unknown)[] = []
  let stage: Stage

  beforeAll(async () => {
    const compiled = await mkdtemp(join(tmpdir(), 'keystead-compiled-'))
    cleanUps.push(() => rm(compiled, { recursive: true, force: true }))
    // Half of a start goes into compiling what is the same each time.
    const environment: Record<string, string> = {
      NODE_OPTIONS: `--import ${dieAfterWrite}`,
      NODE_COMPILE_CACHE: compiled,
    }
    if (name === 'PostgreSQL') {
      const database = await createTestDatabase(inject('postgresUrl'))
      cleanUps.push(() => database.drop())
      environment.DATABASE_URL = database.url
    }
    stage = await Stage.open(environment)
    cleanUps.push(() => stage.remove())
  }, 120_000)
  afterAll(async () => {
    for (const cleanUp of cleanUps.toReversed()) await cleanUp()
  })

  /** In what state each death has left things, until the request is answered. */
  async function dieAtEachStep({ prepare, request, before, after, done }: Step): Promise<string[]> {
    const left: string[] = []
    for (;;) {
      const scene = await prepare(stage)
      const answer = await stage.askToDeath(scene, request(scene), left.length)
      if (answer !== undefined) {
        expect(answer.status).toBeLessThan(300)
        expect(await stage.read(scene)).toEqual(after)
        return left
      }
      const facts = await stage.read(scene)
      const isDone = JSON.stringify(facts) === JSON.stringify(after)
      expect(facts).toEqual(isDone ? after : before)
      left.push(isDone ? 'done' : 'undone')
      await repeat(scene, request(scene), isDone ? done : undefined)
      expect(await stage.read(scene)).toEqual(after)
    }
  }

  /** As the caller does whose answer was lost; twice, since that answer can be lost as well. */
  async function repeat(scene: Scene, request: Request, status: number | undefined): Promise<void> {
    // What a crash may lose is that the new key was seen.
    if (scene.next !== undefined) await findKeyOf(stage.client, scene.next.token)
    const first = await stage.ask(scene, request)
    if (status === undefined) expect(first.status).toBeLessThan(300)
    else expect(first.status).toBe(status)
    if (first.status !== 201) return
    expect(await stage.ask(scene, request)).toEqual(first)
    const { key, token } = first.body as { key: { id: string }; token: string }
    expect((await findKeyOf(stage.client, token))?.id).toBe(key.id)
  }

  const isWhole = (left: readonly string[]) => {
    expect(left.length).toBeGreaterThan(4)
    expect(left[0]).toBe('undone')
    expect(left.at(-1)).toBe('done')
    // From one statement on, which is the commit, and not before.
    expect(left).toEqual(left.toSorted().reverse())
  }

  it.each(steps)(
    'a rotation is $name wholly or not at all, once, and the token can be had again',
    async (step) => {
      const left = await dieAtEachStep(step)
      console.log(`${name}, ${step.name}: killed ${left.length} times`)
      isWhole(left)
    },
    300_000,
  )

  it.each(stepsOfKeys)(
    'a key is $name wholly or not at all',
    async (step) => {
      isWhole(await dieAtEachStep(step))
    },
    300_000,
  )
})
