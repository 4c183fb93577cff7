import { type TestStore, testStores } from '@keystead/storage/testing/open-test-stores'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mistype } from '../../testing/forge-token.ts'
import { startTestApp, type TestApp } from '../../testing/start-test-app.ts'

describe.each(testStores)('/metrics, with $name', ({ open }) => {
  let opened: TestStore
  let app: TestApp
  beforeAll(async () => {
    opened = await open()
    app = await startTestApp(opened.store)
  })
  afterAll(async () => {
    await app.close()
    await opened.close()
  })

  const samplesOf = async (name: string) => {
    const { text } = await app.call('GET', '/metrics')
    return text.split('\n').filter((line) => line.startsWith(`${name}{`))
  }

  it('counts checked tokens by outcome, refused ones by the reason that callers are not told', async () => {
    await app.call('GET', '/api/v1/me', { token: app.ada.token })
    await app.call('GET', '/api/v1/me', { token: mistype(app.ada.token) })
    await app.call('GET', '/api/v1/me', { token: 'nonsense' })
    await app.call('GET', '/api/v1/me', { token: 'nonsense' })
    expect((await samplesOf('keystead_verifications_total')).sort()).toEqual([
      'keystead_verifications_total{outcome="checksum",source="token"} 1',
      'keystead_verifications_total{outcome="malformed",source="token"} 2',
      'keystead_verifications_total{outcome="valid",source="index"} 1',
    ])
  })

  it('names routes, not paths: what callers write into a path makes no new series', async () => {
    for (const id of ['one', 'two', 'three']) await app.call('GET', `/api/v1/keys/${id}`, { token: app.ada.token })
    for (const path of ['/one', '/two']) await app.call('GET', path)
    const counts = await samplesOf('keystead_http_request_duration_seconds_count')
    expect(counts.filter((line) => line.includes('/keys/'))).toEqual([
      'keystead_http_request_duration_seconds_count{method="GET",route="/api/v1/keys/:id",status="404"} 3',
    ])
    expect(counts.filter((line) => line.includes('(none)'))).toEqual([
      'keystead_http_request_duration_seconds_count{method="GET",route="(none)",status="404"} 2',
    ])
  })

  it('tells no names: neither users, organizations nor keys', async () => {
    const { text } = await app.call('GET', '/metrics')
    for (const name of ['ada', 'acme', app.ada.user.id, app.acme.id, app.ada.token.split('_')[2]]) {
      expect(text).not.toMatch(new RegExp(`\\b${name}\\b`))
    }
  })
})
