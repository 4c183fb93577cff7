import { advanceRotations } from '@keystead/core'
import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bodyOf, createKey, getKey, isAccepted, restOf } from '../../testing/rest-calls.ts'
import { startTestApp, type TestApp } from '../../testing/start-test-app.ts'
import { startWebhookReceiver, type WebhookReceiver } from '../../testing/webhook-receiver.ts'
import { makeAddressGuard } from './address-guard.ts'
import { makePostWebhook } from './post-webhook.ts'
import { WebhookSender } from './webhook-sender.ts'

const day = 24 * 60 * 60_000

describe.each(testStores)('what webhooks are told on $name', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  let sender: WebhookSender
  let receiver: WebhookReceiver

  beforeAll(async () => {
    opened = await open()
    app = await startTestApp(opened.store, { plainWebhooks: true })
    const post = makePostWebhook({ guard: makeAddressGuard(['127.0.0.1']), timeoutMs: 10_000, connectMs: 10_000 })
    const onFailure = (error: unknown) => {
      throw error
    }
    sender = new WebhookSender({ instance: app.instance, post, onFailure })
    receiver = await startWebhookReceiver()
    bodyOf(await as('POST', '/webhooks', { url: receiver.url, organization: 'acme' }), 201)
  })
  afterAll(async () => {
    await sender.stop()
    await receiver.close()
    await app.close()
    await opened.close()
  })

  const as = (...call: Parameters<ReturnType<typeof restOf>>) => restOf(app, app.ada)(...call)
  let told = 0
  /** Since it was asked last, by type. */
  const hear = async () => {
    await sender.settle()
    const events = receiver.received.slice(told).map(({ json }) => json)
    told = receiver.received.length
    return events.toSorted((one, other) => (one.type < other.type ? -1 : 1))
  }
  const use = async (token: string) => {
    expect(await isAccepted(app, token)).toBe(true)
    await app.usage.flush()
  }
  /** As often as a node looks, and another one. */
  const advance = async (days: number) => {
    app.clock.advance(days * day)
    await Promise.all([advanceRotations(app.instance), advanceRotations(app.instance)])
    app.clock.advance(day / 4)
    await advanceRotations(app.instance)
  }

  it('of a rotation: that it was opened, is stuck, ready and completed, each once', async () => {
    const old = await createKey(app, app.ada.token, { organization: 'acme' })
    const deadline = { at: new Date(app.clock.now() + day).toISOString(), then: 'alert' }
    const answer = await as('POST', `/keys/${old.key.id}/rotations`, { deadline })
    const { rotation, key, token } = bodyOf<{ rotation: { id: string }; key: { id: string }; token: string }>(
      answer,
      201,
    )
    await use(old.token)
    const about = { rotation: { id: rotation.id, oldKey: { id: old.key.id }, newKeyId: key.id, deadline } }
    const [, , last, ...others] = await hear()
    expect(last).toMatchObject({ type: 'rotation.opened', data: about })
    expect(others).toEqual([])
    await advance(2)
    expect(await hear()).toMatchObject([{ type: 'rotation.stuck', data: { ...about, waitingFor: 1 } }])
    app.clock.advance(34 * day)
    await use(token)
    await advance(0)
    expect(await hear()).toMatchObject([{ type: 'rotation.ready', data: about }])
    bodyOf(await as('POST', `/rotations/${rotation.id}/complete`, {}), 200)
    expect(await hear()).toMatchObject([
      { type: 'key.deleted', data: { key: { id: old.key.id } } },
      { type: 'rotation.completed', data: about },
    ])
  })

  it('of one that Keystead completes by itself, or whose deadline revokes the old key', async () => {
    const begin = async (body: object) => {
      const old = await createKey(app, app.ada.token, { organization: 'acme' })
      const answer = await as('POST', `/keys/${old.key.id}/rotations`, body)
      const { token } = bodyOf<{ token: string }>(answer, 201)
      await use(token)
      return old.key.id
    }
    const at = new Date(app.clock.now() + 300 * day).toISOString()
    const proven = await begin({ completion: 'automatic' })
    const revoked = await begin({ deadline: { at, then: 'revoke' } })
    await hear()
    await advance(110)
    const events = await hear()
    expect(events.find(({ type }) => type === 'rotation.completed')?.data).toMatchObject({
      rotation: { oldKey: { id: proven } },
    })
    await advance(200)
    expect(await hear()).toMatchObject([{ type: 'key.deleted', data: { key: { id: revoked } } }])
  })

  it('of a leak: which key, who says so, and where', async () => {
    const { key, token } = await createKey(app, app.ada.token, { organization: 'acme' })
    await hear()
    expect((await app.call('POST', '/api/v1/leaks', { body: { token } })).status).toBe(202)
    // It is done behind the answer, which says nothing of it.
    await expect.poll(async () => (await getKey(app, app.ada.token, key.id)).state).toBe('disabled')
    expect(await hear()).toMatchObject([
      { type: 'key.leaked', data: { key: { id: key.id }, source: 'holder', url: null } },
    ])
  })
})
