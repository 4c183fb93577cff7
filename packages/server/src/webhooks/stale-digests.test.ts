import { emitStaleKeys, type Instance } from '@keystead/core'
import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bodyOf, restOf } from '../../testing/rest-calls.ts'
import { startTestApp, type TestApp } from '../../testing/start-test-app.ts'
import { startWebhookReceiver, type WebhookReceiver } from '../../testing/webhook-receiver.ts'
import { makeAddressGuard } from './address-guard.ts'
import { makePostWebhook } from './post-webhook.ts'
import { WebhookSender } from './webhook-sender.ts'

const day = 24 * 60 * 60_000
const week = 7 * day

type Digest = {
  readonly owner: { readonly name: string }
  readonly organization: { readonly name: string } | null
  readonly total: number
  readonly keys: readonly { readonly id: string; readonly kinds: readonly string[] }[]
}

describe.each(testStores)('the digest of stale keys on $name', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  let sender: WebhookSender
  const receivers: WebhookReceiver[] = []

  beforeAll(async () => {
    opened = await open()
    app = await startTestApp(opened.store, { plainWebhooks: true })
    const post = makePostWebhook({ guard: makeAddressGuard(['127.0.0.1']), timeoutMs: 10_000, connectMs: 10_000 })
    const onFailure = (error: unknown) => {
      throw error
    }
    sender = new WebhookSender({ instance: app.instance, post, onFailure })
    await app.addOrganization('birch')
  })
  afterAll(async () => {
    await sender.stop()
    for (const receiver of receivers) await receiver.close()
    await app.close()
    await opened.close()
  })

  /** What a webhook of this organization, or of the instance, has been told since it was asked last. */
  const hook = async (organization?: string) => {
    const receiver = await startWebhookReceiver()
    receivers.push(receiver)
    const body = { url: receiver.url, eventTypes: ['keys.stale'], organization }
    bodyOf(await restOf(app, app.ada)('POST', '/webhooks', body), 201)
    let told = 0
    return async () => {
      await sender.settle()
      const digests = receiver.received.slice(told).map(({ json }) => json.data as Digest)
      told = receiver.received.length
      return digests.toSorted((one, other) => `${placeOf(one)}`.localeCompare(`${placeOf(other)}`))
    }
  }
  const placeOf = ({ owner, organization }: Digest) => [owner.name, organization?.name ?? null]
  const emit = (instance: Instance = app.instance) => emitStaleKeys(instance)
  /** As many nodes do, each again and again. */
  const emitEverywhere = () => Promise.all([1, 2, 3].map(() => emit()))
  const use = async (token: string) => {
    bodyOf(await restOf(app, { token })('GET', '/me'), 200)
    await app.usage.flush()
  }

  it('comes once a week for each owner and organization, whichever of many nodes writes it', async () => {
    const [ofAcme, ofBirch, ofInstance] = [await hook('acme'), await hook('birch'), await hook()]
    await emitEverywhere()
    const person = await app.addPerson('lazy', { acme: 'member', birch: 'member' })
    const machine = await app.addMachine('trainer', { organization: 'acme' })
    const busy = await app.addPerson('busy', { acme: 'member' })
    const hermit = await app.addPerson('hermit', {})
    const confined = await app.addKey(person.user, { organization: 'acme', expiresAt: app.clock.now() + 60 * day })
    // From Thursday to a Monday, on which no key is old enough, and to one on which all are.
    app.clock.advance(4 * day)
    await emitEverywhere()
    expect(await ofInstance()).toMatchObject([{ owner: { name: 'hermit' }, keys: [{ kinds: ['owner_gone'] }] }])
    app.clock.advance(5 * week)
    for (const token of [app.ada.token, busy.token]) await use(token)
    await emitEverywhere()
    const [lazy, trainer, ...others] = await ofAcme()
    expect([lazy, trainer]).toMatchObject([
      { owner: { name: person.user.name }, organization: { name: 'acme' }, total: 2 },
      { owner: { name: 'trainer' }, total: 1, keys: [{ id: machine.keyId, kinds: ['unused_30d', 'never_used'] }] },
    ])
    expect(others).toEqual([])
    expect(new Map(lazy?.keys.map(({ id, kinds }) => [id, kinds]))).toEqual(
      new Map([
        [person.keyId, ['unused_30d', 'never_used']],
        [confined.key.id, ['unused_30d', 'never_used', 'expiring']],
      ]),
    )
    expect(await ofBirch()).toMatchObject([
      { owner: { name: person.user.name }, total: 1, keys: [{ id: person.keyId }] },
    ])
    const places = [
      [hermit.user.name, null],
      [person.user.name, 'acme'],
      [person.user.name, 'birch'],
      ['trainer', 'acme'],
    ]
    const all = await ofInstance()
    expect(all.map(placeOf)).toEqual(places)
    expect(all[0]?.keys).toMatchObject([{ id: hermit.keyId, kinds: ['unused_30d', 'never_used', 'owner_gone'] }])
    app.clock.advance(6 * day)
    await emitEverywhere()
    expect(await ofInstance()).toEqual([])
    app.clock.advance(day)
    await emitEverywhere()
    expect((await ofInstance()).map(placeOf)).toEqual(places)
  })

  it('goes on where a node has died, and leaves nobody out nor tells of anybody twice', async () => {
    const ofInstance = await hook()
    await app.addOrganization('cedar')
    const made = []
    for (let count = 0; count < 25; count += 1) {
      made.push((await app.addMachine(`cedar${count}`, { organization: 'cedar' })).serviceAccount.name)
    }
    app.clock.advance(5 * week)
    let begun = 0
    const { store } = app.instance
    const dying = new Proxy(store, {
      get(target, name) {
        if (name !== 'transact') return Reflect.get(target, name, target)
        return (work: Parameters<typeof store.transact>[0]) => {
          begun += 1
          // The second is undone after it was all written, and there is no third.
          if (begun < 2) return target.transact(work)
          return target.transact(async (transaction) => {
            await work(transaction)
            throw new Error('killed')
          })
        }
      },
    })
    await expect(emit({ ...app.instance, store: dying })).rejects.toThrow('killed')
    await emitEverywhere()
    const told = (await ofInstance()).map(({ owner }) => owner.name).filter((name) => name.startsWith('cedar'))
    expect(told.toSorted()).toEqual(made.toSorted())
  })
})
